package replay

import (
	"bytes"
	"fmt"
	"io"
	"math"
)

// array is one array of the archive, its elements as they are stored.
type array struct {
	name  string
	dtype dtype
	shape []int
	data  []byte
}

// readArray reads the elements that follow a header. Of each row (all axes but the
// first) it keeps the elements that columns lists, every one when it is nil; only
// one row is held besides what is kept.
func readArray(name string, h header, r io.Reader, columns []int) (*array, error) {
	rows, size := h.shape[0], h.dtype.size
	row := make([]byte, h.count(1)*size)
	kept := len(row)
	if columns != nil {
		kept = len(columns) * size
	}
	a := &array{name, h.dtype, h.shape, make([]byte, rows*kept)}
	for i := range rows {
		to := a.data[i*kept : i*kept+kept]
		if columns == nil {
			row = to
		}
		if _, err := io.ReadFull(r, row); err != nil {
			return nil, fmt.Errorf("row %d of %d: %w", i, rows, short(err))
		}
		for j, c := range columns {
			copy(to[j*size:j*size+size], row[c*size:])
		}
	}
	// The archive compares its checksum when the end is read.
	if n, err := io.Copy(io.Discard, io.LimitReader(r, 1)); err != nil || n > 0 {
		return nil, fmt.Errorf("after the last row: %w", trailing(err))
	}
	return a, nil
}

func trailing(err error) error {
	if err != nil {
		return short(err)
	}
	return fmt.Errorf("more data than the shape says; save it again")
}

// at returns element i.
func (a *array) at(i int) float64 { return a.dtype.value(a.data[i*a.dtype.size:]) }

// sameRow reports whether the rows i and j hold the same bytes.
func (a *array) sameRow(i, j int) bool {
	n := len(a.data) / a.shape[0]
	return bytes.Equal(a.data[i*n:i*n+n], a.data[j*n:j*n+n])
}

// ints returns all elements as whole numbers from lo to hi; the error names the row.
func (a *array) ints(lo, hi int) ([]int32, error) {
	if len(a.shape) != 1 {
		return nil, fmt.Errorf("%s: shape %v; one number for each row is needed", a.name, a.shape)
	}
	out := make([]int32, a.shape[0])
	for i := range out {
		v := a.at(i)
		if !(v >= float64(lo) && v <= float64(hi)) || v != math.Floor(v) {
			return nil, fmt.Errorf("%s: row %d is %g; it must be a whole number from %d to %d", a.name, i, v, lo, hi)
		}
		out[i] = int32(v)
	}
	return out, nil
}

// floats returns all elements as float32.
func (a *array) floats() []float32 {
	out := make([]float32, len(a.data)/a.dtype.size)
	for i := range out {
		out[i] = float32(a.at(i))
	}
	return out
}
