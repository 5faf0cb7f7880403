package op

import "fmt"

// MatMul multiplies matrices: for every outer pair [rows × k] times [k × cols].
//
//	sum[r, c] = Σ (a[r, i] - ZeroA)·(b[i, c] - ZeroB)
//
// N and H of the shapes count matrices (an axis of length 1 is repeated), H and W
// of a matrix are W and C of the shape. Shapes are those of the tensors as they lie
// in memory; TransposeA and TransposeB turn the matrices first.
type MatMul[X Value] struct {
	A, B                   Shape
	TransposeA, TransposeB bool
	ZeroA, ZeroB           int32
	Output                 Output // one multiplier
}

// strided is how to walk a matrix.
type strided struct{ rows, cols, row, col int }

func matrix(s Shape, transpose bool) strided {
	if transpose {
		return strided{rows: s.C, cols: s.W, row: 1, col: s.C}
	}
	return strided{rows: s.W, cols: s.C, row: s.C, col: 1}
}

// Check reports what does not fit together.
func (m *MatMul[X]) Check() error {
	outer := Extremes[X]{A: Shape{m.A.N, m.A.H, 1, m.A.W * m.A.C}, B: Shape{m.B.N, m.B.H, 1, 1}}
	if err := outer.Check(); err != nil {
		return fmt.Errorf("op: matmul: %w", err)
	}
	if a, b := matrix(m.A, m.TransposeA), matrix(m.B, m.TransposeB); a.cols != b.rows || b.cols < 1 {
		return fmt.Errorf("op: matmul: %d × %d times %d × %d", a.rows, a.cols, b.rows, b.cols)
	}
	return m.Output.check("matmul", 1)
}

// Out returns the shape of y.
func (m *MatMul[X]) Out() Shape {
	a, b := matrix(m.A, m.TransposeA), matrix(m.B, m.TransposeB)
	return Shape{max(m.A.N, m.B.N), max(m.A.H, m.B.H), a.rows, b.cols}
}

// Run computes y.
func (m *MatMul[X]) Run(y, a, b []X) {
	out := m.Out()
	size := out.W * out.C
	for n := range out.N {
		for h := range out.H {
			at := (n*out.H + h) * size
			m.one(y[at:at+size], a[m.A.repeated(n, h, 0, 0):], b[m.B.repeated(n, h, 0, 0):])
		}
	}
}

func (m *MatMul[X]) one(y, a, b []X) {
	ma, mb := matrix(m.A, m.TransposeA), matrix(m.B, m.TransposeB)
	for i := range y {
		r, c := i/mb.cols, i%mb.cols
		var sum int64
		for k := range ma.cols {
			p := int64(a[r*ma.row+k*ma.col]) - int64(m.ZeroA)
			sum += p * (int64(b[k*mb.row+c*mb.col]) - int64(m.ZeroB))
		}
		y[i] = X(m.Output.Quantise(sum, 0))
	}
}
