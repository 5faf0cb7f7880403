package kerneltest

import (
	"fmt"
	"reflect"

	"edgetune/internal/kernel"
)

const (
	maxLength = 257
	offsets   = 16
)

// rows checks a function whose slices all have one length: every length, every
// offset from an alignment, every kind of number.
func (c *check) rows(got, want reflect.Value) error {
	for n := range maxLength + 1 {
		for _, o := range c.offsets(n) {
			for _, k := range c.kinds(n) {
				c.src.kind = k
				if err := c.call(got, want, func(int) int { return n }, o); err != nil {
					return fmt.Errorf("length %d, offset %d, %v numbers: %w", n, o, k, err)
				}
			}
		}
	}
	return nil
}

// kinds are all kinds, or every other one when there is little time.
func (c *check) kinds(n int) (list []kind) {
	step := kind(1)
	if c.quick {
		step = 2
	}
	for k := kind(n) % step; k < kinds; k += step {
		list = append(list, k)
	}
	return list
}

// offsets are all offsets, or one for each length when there is little time.
func (c *check) offsets(n int) []int {
	if c.quick {
		return []int{n * 7 % offsets}
	}
	all := make([]int, offsets)
	for i := range all {
		all[i] = i
	}
	return all
}

// call runs both functions on copies of the same arguments, argument i of length(i), and
// compares what they return and leave in memory, guards included.
func (c *check) call(got, want reflect.Value, length func(i int) int, offset int) error {
	var a, b []argument
	for i := range got.Type().NumIn() {
		x, err := c.argument(got.Type().In(i), length(i), offset+i)
		if err != nil {
			return err
		}
		a, b = append(a, x), append(b, x.clone())
	}
	y, z := got.Call(values(a)), want.Call(values(b))
	for i := range a {
		if err := b[i].diff(a[i]); err != nil {
			return fmt.Errorf("argument %d: %w", i, err)
		}
	}
	for i := range y {
		if err := diffResult(z[i].Interface(), y[i].Interface()); err != nil {
			return fmt.Errorf("result: %w", err)
		}
	}
	return nil
}

func diffResult(want, got any) error {
	if w, ok := want.(kernel.F16); ok {
		return diff([]kernel.F16{w}, []kernel.F16{got.(kernel.F16)})
	}
	return diff([]kernel.Float{want.(kernel.Float)}, []kernel.Float{got.(kernel.Float)})
}

// argument draws an argument of type t.
func (c *check) argument(t reflect.Type, n, offset int) (argument, error) {
	switch t {
	case reflect.TypeFor[[]kernel.Float]():
		return vector[kernel.Float]{newSlice[kernel.Float](c.src, n, offset%offsets)}, nil
	case reflect.TypeFor[[]kernel.F16]():
		return vector[kernel.F16]{newSlice[kernel.F16](c.src, n, offset%offsets)}, nil
	case reflect.TypeFor[[]uint8]():
		return vector[uint8]{taps8(newSlice[uint8](c.src, n, offset%offsets))}, nil
	case reflect.TypeFor[uint8]():
		return scalar{uint8(c.src.IntN(fewTaps))}, nil
	case reflect.TypeFor[kernel.Float]():
		return scalar{kernel.Float(c.src.float32())}, nil
	case reflect.TypeFor[kernel.F16]():
		return scalar{c.src.f16()}, nil
	case reflect.TypeFor[uint32]():
		return scalar{c.src.Uint32()}, nil
	}
	return nil, fmt.Errorf("no check for an argument of type %v; teach package kerneltest", t)
}

// fewTaps is how many numbers stand for taps, so that some are equal.
const fewTaps = 3

// taps8 leaves few different bytes in a slice, and others now and then.
func taps8(v slice[uint8]) slice[uint8] {
	for i, x := range v.data {
		if x >= 16 {
			v.data[i] = x % fewTaps
		}
	}
	return v
}

// argument is one argument of a row function.
type argument interface {
	value() reflect.Value
	clone() argument
	diff(got argument) error
}

func values(args []argument) []reflect.Value {
	v := make([]reflect.Value, len(args))
	for i, a := range args {
		v[i] = a.value()
	}
	return v
}

type vector[N Number] struct{ slice slice[N] }

func (v vector[N]) value() reflect.Value { return reflect.ValueOf(v.slice.data) }
func (v vector[N]) clone() argument      { return vector[N]{v.slice.clone()} }
func (v vector[N]) diff(got argument) error {
	return v.slice.diff(got.(vector[N]).slice)
}

type scalar struct{ x any }

func (s scalar) value() reflect.Value { return reflect.ValueOf(s.x) }
func (s scalar) clone() argument      { return s }
func (s scalar) diff(argument) error  { return nil }
