//go:build (amd64 || arm64 || arm) && !purego && !float64

package kernel

// view is a matrix in memory with a stride for each direction, so that a transposed
// matrix is a view like any other.
type view[T float32 | F16] struct {
	s        []T
	row, col int // elements to the next row, to the next column
}

// from is the view that begins at element (i, j).
func (v view[T]) from(i, j int) view[T] { return view[T]{v.s[i*v.row+j*v.col:], v.row, v.col} }

// must panics unless element (rows-1, cols-1) exists: the last that a kernel reads.
func (v view[T]) must(rows, cols int) { _ = v.s[(rows-1)*v.row+(cols-1)*v.col] }
