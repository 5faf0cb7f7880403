package kerneltest

import (
	"context"
	"fmt"
	"reflect"

	"edgetune/internal/kernel"
)

// Check compares every entry of set with its definition, and returns the first
// difference, or that ctx has ended. With quick it executes some five thousand million
// instructions on 32-bit Arm with NEON and less elsewhere, and some twenty times as many
// without.
// watch hears how many entries of how many are done; it may be nil.
func Check(ctx context.Context, set *kernel.Set, quick bool, watch func(done, of int)) error {
	all := Entries()
	for i, name := range all {
		if watch != nil {
			watch(i, len(all))
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := CheckEntry(set, name, quick); err != nil {
			return err
		}
	}
	return nil
}

// Entries lists the functions of a Set by name.
func Entries() []string {
	var names []string
	for _, f := range reflect.VisibleFields(reflect.TypeFor[kernel.Set]()) {
		if f.Type.Kind() == reflect.Func {
			names = append(names, f.Name)
		}
	}
	return names
}

// CheckEntry is [Check] for one entry.
func CheckEntry(set *kernel.Set, name string, quick bool) error {
	return CheckEntryIn(nil, set, name, quick)
}

// CheckEntryIn is [CheckEntry] with its slices in the given memory. A test passes
// memory next to a page that faults, which shows an access outside a slice.
func CheckEntryIn(memory func(bytes int) []byte, set *kernel.Set, name string, quick bool) error {
	c := check{quick: quick, src: newSource(uint64(len(name)))}
	c.src.memory = memory
	if quick {
		c.src.drawn = map[any]any{}
	}
	got, want := entry(set, name), entry(kernel.Definition(set), name)
	if got.IsNil() {
		return fmt.Errorf("kerneltest: set %s: %s: no function; start from the generic set", set.Name, name)
	}
	if err := c.entry(set, name, got, want); err != nil {
		return fmt.Errorf("kerneltest: set %s: %s: %w", set.Name, name, err)
	}
	return nil
}

// entry checks the entries of integers by name, the others by signature. What a set has
// from its definition needs no comparison.
func (c *check) entry(set *kernel.Set, name string, got, want reflect.Value) error {
	if got.Pointer() == want.Pointer() && name != "Fma" {
		return nil
	}
	if draw, ok := integers[name]; ok {
		return c.integers(set, draw)
	}
	return c.run(name, got, want)
}

func entry(set *kernel.Set, name string) reflect.Value {
	return reflect.ValueOf(set).Elem().FieldByName(name)
}

// check is the state of the check of one entry.
type check struct {
	quick bool
	src   *source
}

// run picks the check that suits the entry's signature.
func (c *check) run(name string, got, want reflect.Value) error {
	switch got := got.Interface().(type) {
	case gemm[kernel.Float]:
		return checkProduct(c, transposable(got), transposable(want.Interface().(gemm[kernel.Float])))
	case gemm[kernel.F16]:
		return checkProduct(c, transposable(got), transposable(want.Interface().(gemm[kernel.F16])))
	case gemmT[kernel.Float]:
		return checkProduct(c, byRows(got), byRows(want.Interface().(gemmT[kernel.Float])))
	case gemmT[kernel.F16]:
		return checkProduct(c, byRows(got), byRows(want.Interface().(gemmT[kernel.F16])))
	case runs[kernel.Float]:
		return checkRuns(c, got, want.Interface().(runs[kernel.Float]))
	case runs[kernel.F16]:
		return checkRuns(c, got, want.Interface().(runs[kernel.F16]))
	case momentum[kernel.Float]:
		return checkMomentum(c, got, want.Interface().(momentum[kernel.Float]))
	case momentum[kernel.F16]:
		return checkMomentum(c, got, want.Interface().(momentum[kernel.F16]))
	case turn[kernel.Float]:
		return checkTurn(c, got, want.Interface().(turn[kernel.Float]))
	case turn[kernel.F16]:
		return checkTurn(c, got, want.Interface().(turn[kernel.F16]))
	case taps:
		return c.checkTaps(got, want.Interface().(taps))
	}
	if err := c.rows(got, want); err != nil {
		return err
	}
	if err := c.blocks(blockwise[name], got, want); err != nil {
		return err
	}
	if name == "Fma" {
		return c.fused(got.Interface().(func(y, x, w []kernel.Float)))
	}
	return nil
}
