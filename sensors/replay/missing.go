package replay

import (
	"errors"
	"fmt"
	"math"
)

// ErrMissing is in the chain of errors about a NaN: a gap in the recording, which
// [Options].SkipMissing leaves out.
var ErrMissing = errors.New("a value is missing; fill the gap, remove the row, or skip rows with gaps")

// checkFinite reports the first row of a, n elements each, with a value that no
// float32 can hold. With o.SkipMissing it notes the rows with a NaN instead.
func (f *Folder) checkFinite(a *array, n int, o Options) error {
	if !a.dtype.float {
		return nil
	}
	for i := range len(a.data) / a.dtype.size {
		v := a.at(i)
		switch {
		case math.Abs(v) <= math.MaxFloat32:
		case math.IsNaN(v) && o.SkipMissing:
			f.skip(i / n)
		case math.IsNaN(v):
			return fmt.Errorf("%s: row %d, column %d: NaN: %w", a.name, i/n, i%n, ErrMissing)
		default:
			return fmt.Errorf("%s: row %d, column %d is %g; remove the row or correct it", a.name, i/n, i%n, v)
		}
	}
	return nil
}

func (f *Folder) skip(row int) {
	if f.missing == nil {
		f.missing = make([]bool, f.Len())
	}
	f.missing[row] = true
}

// Missing returns how many rows SkipMissing left out of the splits.
func (f *Folder) Missing() int {
	n := 0
	for _, m := range f.missing {
		if m {
			n++
		}
	}
	return n
}
