package kerneltest

import (
	"fmt"

	"edgetune/fixedpoint"
	"edgetune/internal/kernel"
)

// call is one call of an integer entry: its slices, and what runs it on copies of them
// and returns the numbers that are no slice.
type call struct {
	slices []argument
	run    func(s *kernel.Set, a []argument) any
}

// of returns slice i of a.
func of[N Number](a []argument, i int) []N { return a[i].(vector[N]).slice.data }

// ints draws a slice of n integers.
func ints[N Number](c *check, n int) argument {
	return vector[N]{newSlice[N](c.src, n, c.src.IntN(offsets))}
}

// limited draws a slice of n integers of -most to most.
func limited[N int8 | int16 | int32](c *check, n int, most int64) argument {
	v := newSlice[N](c.src, n, c.src.IntN(offsets))
	for i, x := range v.data {
		v.data[i] = N(int64(x) % (most + 1))
	}
	return vector[N]{v}
}

// integers compares an entry with the generic one at every length, with several rows
// and strides.
func (c *check) integers(set *kernel.Set, draw func(c *check, n int) call) error {
	rounds := 6
	if c.quick {
		rounds = 1
	}
	for n := range maxLength + 1 {
		for range rounds {
			one := draw(c, n)
			if err := c.once(set, one); err != nil {
				return fmt.Errorf("length %d: %w", n, err)
			}
		}
	}
	return nil
}

func (c *check) once(set *kernel.Set, one call) error {
	clones := make([]argument, len(one.slices))
	for i, a := range one.slices {
		clones[i] = a.clone()
	}
	got, want := one.run(set, one.slices), one.run(kernel.Generic(), clones)
	if got != want {
		return fmt.Errorf("result %v, want %v", got, want)
	}
	for i, a := range clones {
		if err := a.diff(one.slices[i]); err != nil {
			return fmt.Errorf("slice %d: %w", i, err)
		}
	}
	return nil
}

// rowsOf draws how many rows go with a vector of n, and the stride between them.
func (c *check) rowsOf(n int) (rows, stride, length int) {
	rows, stride = 1+c.src.IntN(11), n+c.src.IntN(2)*c.src.IntN(20)
	return rows, stride, (rows-1)*stride + n
}

// sparse makes every third number of a slice 0.
func sparse(a argument) argument {
	for i, d := 0, of[int16]([]argument{a}, 0); i < len(d); i += 3 {
		d[i] = 0
	}
	return a
}

// integers lists the entries and how to draw a call of each.
var integers = map[string]func(c *check, n int) call{
	"NarrowInt": func(c *check, n int) call {
		r := c.rounding()
		return call{[]argument{ints[int16](c, n), ints[int32](c, n)}, func(s *kernel.Set, a []argument) any {
			r := r
			s.NarrowInt(of[int16](a, 0), of[int32](a, 1), &r)
			return r
		}}
	},
	"MoveInt8": func(c *check, n int) call {
		m := kernel.Move{Factor: int32(c.src.IntN(1<<16-1)) - (1<<15 - 1), Down: int32(1 + c.src.IntN(15)), Start: c.src.Uint32()}
		most := (kernel.MaxW16-1<<(15-m.Down))>>8 - 1
		return call{[]argument{limited[int8](c, n, int64(most)), ints[int8](c, n), ints[int16](c, n)}, func(s *kernel.Set, a []argument) any {
			s.MoveInt8(of[int8](a, 0), of[int8](a, 1), of[int16](a, 2), &m)
			return nil
		}}
	},
	"ShrinkInt8": func(c *check, n int) call {
		return call{[]argument{limited[int8](c, n, 127), ints[int8](c, n)}, func(s *kernel.Set, a []argument) any {
			s.ShrinkInt8(of[int8](a, 0), of[int8](a, 1))
			return nil
		}}
	},
	"DeviateInt8": func(c *check, n int) call {
		zero := int8(c.src.Uint32())
		return call{[]argument{ints[int16](c, n), ints[int8](c, n), ints[int16](c, n)}, func(s *kernel.Set, a []argument) any {
			s.DeviateInt8(of[int16](a, 0), of[int8](a, 1), zero, of[int16](a, 2))
			return nil
		}}
	},
	"CombineInt16": func(c *check, n int) call {
		rows, stride, length := c.rowsOf(n)
		r := c.rounding()
		return call{[]argument{ints[int16](c, n), sparse(ints[int16](c, rows)), ints[int16](c, length)}, func(s *kernel.Set, a []argument) any {
			r := r
			s.CombineInt16(of[int16](a, 0), of[int16](a, 1), of[int16](a, 2), stride, &r)
			return r
		}}
	},
	"DotsInt8": func(c *check, n int) call {
		rows, stride, length := c.rowsOf(n)
		return call{[]argument{ints[int32](c, rows), ints[int8](c, n), ints[int8](c, length)}, func(s *kernel.Set, a []argument) any {
			s.DotsInt8(of[int32](a, 0), of[int8](a, 1), of[int8](a, 2), stride)
			return nil
		}}
	},
	"DotsRunInt8": func(c *check, n int) call {
		r := &kernel.DotsRun{Rows: 1 + c.src.IntN(9), Outs: 1 + c.src.IntN(11), Taps: 1 + c.src.IntN(3), Len: n, Step: c.src.IntN(n + 3)}
		r.Row = c.src.IntN(2*n + 1)
		if c.src.IntN(2) == 0 {
			r.Outs = 4 * (1 + c.src.IntN(3))
		}
		length := (r.Rows-1)*r.Step + (r.Taps-1)*r.Row + n
		return call{[]argument{ints[int32](c, r.Rows*r.Outs), ints[int8](c, length), ints[int8](c, r.Outs*r.Taps*n)}, func(s *kernel.Set, a []argument) any {
			s.DotsRunInt8(of[int32](a, 0), of[int8](a, 1), of[int8](a, 2), r)
			return nil
		}}
	},
	"DotsInt16": func(c *check, n int) call {
		rows, stride, length := c.rowsOf(n)
		return call{[]argument{ints[int64](c, rows), ints[int16](c, n), limited[int16](c, length, 32767)}, func(s *kernel.Set, a []argument) any {
			s.DotsInt16(of[int64](a, 0), of[int16](a, 1), of[int16](a, 2), stride)
			return nil
		}}
	},
	"DotsInt16x8": func(c *check, n int) call {
		rows, stride, length := c.rowsOf(n)
		return call{[]argument{ints[int64](c, rows), ints[int16](c, n), ints[int8](c, length)}, func(s *kernel.Set, a []argument) any {
			s.DotsInt16x8(of[int64](a, 0), of[int16](a, 1), of[int8](a, 2), stride)
			return nil
		}}
	},
	"OuterInt8": func(c *check, n int) call {
		rows, stride, length := c.rowsOf(n)
		zero := int8(c.src.Uint32())
		return call{[]argument{ints[int32](c, length), sparse(ints[int16](c, rows)), ints[int8](c, n)}, func(s *kernel.Set, a []argument) any {
			s.OuterInt8(of[int32](a, 0), stride, of[int16](a, 1), of[int8](a, 2), zero)
			return nil
		}}
	},
	"OuterInt16": func(c *check, n int) call {
		rows, stride, length := c.rowsOf(n)
		zero := int16(c.src.Uint32()) * int16(c.src.IntN(2))
		return call{[]argument{ints[int64](c, length), sparse(ints[int16](c, rows)), ints[int16](c, n)}, func(s *kernel.Set, a []argument) any {
			s.OuterInt16(of[int64](a, 0), stride, of[int16](a, 1), of[int16](a, 2), zero)
			return nil
		}}
	},
	"GatherInt8": func(c *check, n int) call {
		rows, stride, length := c.rowsOf(n)
		return call{[]argument{ints[int32](c, n), sparse(ints[int16](c, rows)), ints[int8](c, length)}, func(s *kernel.Set, a []argument) any {
			s.GatherInt8(of[int32](a, 0), of[int16](a, 1), of[int8](a, 2), stride)
			return nil
		}}
	},
	"GatherInt16": func(c *check, n int) call {
		rows, stride, length := c.rowsOf(n)
		return call{[]argument{ints[int64](c, n), sparse(ints[int16](c, rows)), ints[int16](c, length)}, func(s *kernel.Set, a []argument) any {
			s.GatherInt16(of[int64](a, 0), of[int16](a, 1), of[int16](a, 2), stride)
			return nil
		}}
	},
	"MulRowsInt8": func(c *check, n int) call {
		outs, ws, length := c.rowsOf(n)
		rows, as := 1+c.src.IntN(11), n+c.src.IntN(2)*c.src.IntN(20)
		if extra := c.long() + c.src.IntN(2)*8; extra > 0 {
			outs, length = outs+extra, length+extra*ws
		}
		hs := 1 + c.src.IntN(outs)
		return call{[]argument{ints[int32](c, (rows-1)*as+n), limited[int16](c, (rows-1)*hs+outs, kernel.MaxW16), ints[int8](c, length)}, func(s *kernel.Set, a []argument) any {
			s.MulRowsInt8(of[int32](a, 0), as, of[int16](a, 1), hs, of[int8](a, 2), ws, rows, outs, n)
			return nil
		}}
	},
	"MulColumnsInt8": func(c *check, n int) call {
		rows, outs, as := 1+c.src.IntN(19)+c.long(), 1+c.src.IntN(11), n+c.src.IntN(2)*c.src.IntN(20)
		hs, xs := outs+c.src.IntN(2)*c.src.IntN(9), c.src.IntN(n+9)
		return call{[]argument{ints[int32](c, (outs-1)*as+n), limited[int16](c, (rows-1)*hs+outs, kernel.MaxW16), ints[int8](c, (rows-1)*xs+n)}, func(s *kernel.Set, a []argument) any {
			s.MulColumnsInt8(of[int32](a, 0), as, of[int16](a, 1), hs, of[int8](a, 2), xs, rows, outs, n)
			return nil
		}}
	},
	"TapsInt8": func(c *check, n int) call {
		rows, xs, length := c.rowsOf(n)
		zero, ws := int8(c.src.Uint32()), xs*c.src.IntN(2)
		return call{[]argument{ints[int32](c, n), ints[int8](c, length), ints[int8](c, (rows-1)*ws+n)}, func(s *kernel.Set, a []argument) any {
			s.TapsInt8(of[int32](a, 0), of[int8](a, 1), xs, of[int8](a, 2), ws, rows, zero)
			return nil
		}}
	},
	"TapsInt16": func(c *check, n int) call {
		rows, hs, length := c.rowsOf(n)
		zero, xs := int8(c.src.Uint32()), hs*c.src.IntN(2)
		return call{[]argument{ints[int32](c, n), ints[int16](c, length), ints[int8](c, (rows-1)*xs+n)}, func(s *kernel.Set, a []argument) any {
			s.TapsInt16(of[int32](a, 0), of[int16](a, 1), hs, of[int8](a, 2), xs, rows, zero)
			return nil
		}}
	},
	"MaskInt8": func(c *check, n int) call {
		zero := int8(c.src.Uint32())
		return call{[]argument{ints[int32](c, n), ints[int8](c, n)}, func(s *kernel.Set, a []argument) any {
			s.MaskInt8(of[int32](a, 0), of[int8](a, 1), zero)
			return nil
		}}
	},
	"RequantiseInt8": requantiseCall,
	"Randoms": func(c *check, n int) call {
		key, at := c.src.Uint32(), c.src.Uint32()
		return call{[]argument{ints[uint32](c, n)}, func(s *kernel.Set, a []argument) any {
			s.Randoms(of[uint32](a, 0), key, at)
			return nil
		}}
	},
	"ReceiveInt": func(c *check, n int) call {
		e := kernel.Exponent{Shift: c.src.IntN(63), Most: int32(c.src.IntN(32768)), Peak: int64(c.src.Uint64() >> (2 + c.src.IntN(60)))}
		return call{[]argument{ints[int16](c, n), ints[int32](c, n), limited[int32](c, n, 32768), ints[uint32](c, n)}, func(s *kernel.Set, a []argument) any {
			e := e
			s.ReceiveInt(of[int16](a, 0), of[int32](a, 1), of[int32](a, 2), of[uint32](a, 3), &e)
			return e
		}}
	},
	"PickInt16": func(c *check, n int) call {
		flip := uint8(-c.src.IntN(2))
		return call{[]argument{ints[int16](c, n), ints[int16](c, n), ints[uint8](c, (n+7)/8)}, func(s *kernel.Set, a []argument) any {
			s.PickInt16(of[int16](a, 0), of[int16](a, 1), of[uint8](a, 2), flip)
			return nil
		}}
	},
	"LargerInt8": func(c *check, n int) call {
		return call{[]argument{ints[int8](c, n), ints[int8](c, n), ints[uint8](c, (n+7)/8)}, func(s *kernel.Set, a []argument) any {
			s.LargerInt8(of[int8](a, 0), of[int8](a, 1), of[uint8](a, 2))
			return nil
		}}
	},
	"RandomsPick": func(c *check, n int) call {
		key, at, far := c.src.Uint32(), c.src.Uint32(), c.src.Uint32()
		return call{[]argument{ints[uint32](c, n), ints[uint8](c, (n+7)/8)}, func(s *kernel.Set, a []argument) any {
			s.RandomsPick(of[uint32](a, 0), key, at, far, of[uint8](a, 1))
			return nil
		}}
	},
	"JoinInt": func(c *check, n int) call {
		m := fixedpoint.Multiplier{M: int32(1<<30 + c.src.IntN(1<<30)), Shift: c.src.IntN(66) - 33}
		return call{[]argument{limited[int32](c, n, 1<<31-1), limited[int32](c, n, 1<<31-1)}, func(s *kernel.Set, a []argument) any {
			s.JoinInt(of[int32](a, 0), of[int32](a, 1), m)
			return nil
		}}
	},
	"CentreInt": func(c *check, n int) call {
		m := kernel.Mean{Bias: int32(int64(int32(c.src.Uint32())) % (1<<31 - 1)), Shift: int32(c.src.IntN(41) - 9), Peak: int32(c.src.IntN(1 << 20))}
		return call{[]argument{ints[int32](c, n), limited[int32](c, n, 1<<30-1)}, func(s *kernel.Set, a []argument) any {
			m := m
			s.CentreInt(of[int32](a, 0), of[int32](a, 1), &m)
			return m
		}}
	},
	"MomentsInt": func(c *check, n int) call {
		m := kernel.Moments{Shift: int32(c.src.IntN(17)), Squares: int64(c.src.Uint32()), Product: int64(c.src.Uint32())}
		return call{[]argument{ints[int32](c, n), limited[int32](c, n, 1<<30-1)}, func(s *kernel.Set, a []argument) any {
			m := m
			s.MomentsInt(of[int32](a, 0), of[int32](a, 1), &m)
			return m
		}}
	},
	"SizeInt8": func(c *check, n int) call {
		size := kernel.Size{Squares: int64(c.src.Uint32()), Widest: int32(c.src.IntN(99))}
		return call{[]argument{limited[int8](c, n, 127), ints[int8](c, n)}, func(s *kernel.Set, a []argument) any {
			size := size
			s.SizeInt8(of[int8](a, 0), of[int8](a, 1), &size)
			return size
		}}
	},
}

// long is 0, and once in a while more products than a call of any set takes.
func (c *check) long() int { return c.src.IntN(16) / 15 * 140 }

// rounding draws a shift of sums, and a largest value.
func (c *check) rounding() kernel.Rounding {
	return kernel.Rounding{Shift: int32(c.src.IntN(35) - 8), Peak: int32(c.src.IntN(1 << 15))}
}

func requantiseCall(c *check, n int) call {
	clip := kernel.Clip{Zero: int32(int8(c.src.Uint32())), Low: -128, High: 127, Least: int32(c.src.IntN(9)), Most: -int32(c.src.IntN(9))}
	if c.src.IntN(2) == 0 {
		clip.Low = clip.Zero
	}
	m := make([]fixedpoint.Multiplier, n)
	for i := range m {
		m[i] = fixedpoint.Multiplier{M: int32(1<<30 + c.src.IntN(1<<30)), Shift: c.src.IntN(48) - 36}
	}
	rows := 1 + c.src.IntN(4)
	return call{[]argument{ints[int8](c, rows*n), ints[int32](c, rows*n)}, func(s *kernel.Set, a []argument) any {
		clip := clip
		s.RequantiseInt8(of[int8](a, 0), of[int32](a, 1), m, &clip)
		return clip
	}}
}
