package kerneltest

import (
	"fmt"
	"unsafe"
)

// guard is the number of elements on each side of a slice under test that must
// keep their values.
const guard = 24

// slice is a slice under test with its guard zones.
type slice[N Number] struct {
	all  []N // with the guards
	data []N // what the kernel gets; its capacity ends where its length does
}

// newSlice returns n random elements that start offset elements after a guard, or
// in the source's own memory, which has guards of its own.
func newSlice[N Number](s *source, n, offset int) slice[N] {
	if s.memory != nil {
		return fenced[N](s, n)
	}
	all := make([]N, guard+offset+n+guard)
	fill(s, all)
	return cut(all, n)
}

func fenced[N Number](s *source, n int) slice[N] {
	var zero N
	p := s.memory(n * int(unsafe.Sizeof(zero)))
	all := unsafe.Slice((*N)(unsafe.Pointer(unsafe.SliceData(p))), n)
	fill(s, all)
	return slice[N]{all, all}
}

func cut[N Number](all []N, n int) slice[N] {
	from, to := len(all)-guard-n, len(all)-guard
	return slice[N]{all: all, data: all[from:to:to]}
}

// clone copies v; a copy of fenced memory has no guards.
func (v slice[N]) clone() slice[N] {
	all := append([]N(nil), v.all...)
	if len(all) == len(v.data) {
		return slice[N]{all, all}
	}
	return cut(all, len(v.data))
}

// diff compares the data, then the guards.
func (v slice[N]) diff(got slice[N]) error {
	if err := diff(v.data, got.data); err != nil {
		return err
	}
	if err := diff(v.all, got.all); err != nil {
		return fmt.Errorf("outside the slice: %w", err)
	}
	return nil
}
