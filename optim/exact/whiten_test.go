package exact

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"edgetune/nn"
)

func TestInverseRoot(t *testing.T) {
	a := mat.NewDense(6, 4, normals(24, 3))
	var m mat.SymDense
	m.SymOuterK(1, a.T())
	for i := range 4 {
		m.SetSym(i, i, m.At(i, i)+1)
	}
	r := inverseRoot(&m)
	var p mat.Dense
	p.Mul(r, &m)
	p.Mul(&p, r)
	p.Sub(&p, identityOf(4))
	assert.Less(t, mat.Norm(&p, 2), 0.05, "R^(-1/2) R R^(-1/2) is the unit matrix but for the damping")
	assert.True(t, mat.Equal(identityOf(3), inverseRoot(mat.NewSymDense(3, nil))))
}

// After one step: the inputs of the layer, whitened, would give the gradient that the
// weights move along, as long as the plain one.
func TestWhitenedStep(t *testing.T) {
	const rows, in, out = 10, 4, 3
	x, g := normals(rows*in, 6), normals(rows*out, 7)
	for i := range rows {
		x[i*in] *= 5
	}
	for _, outputs := range []bool{false, true} {
		w := &Whitener{Eta: 1, Outputs: outputs}
		m := build(t, &fedWhitener{w, g}, nn.Options{Batch: rows, Seed: 2}, "input 4", "dense 3", "loss mse")
		old := widen(m.Blocks()[0].W.Floats())
		step(t, m, rows, x)
		var grad, r, l mat.Dense
		xs, gs := mat.NewDense(rows, in, x), mat.NewDense(rows, out, g)
		grad.Mul(xs.T(), gs)
		var in2, out2 mat.SymDense
		in2.SymOuterK(1./rows, xs.T())
		out2.SymOuterK(rows, gs.T())
		r.Mul(inverseRoot(&in2), &grad)
		if outputs {
			l.Mul(&r, inverseRoot(&out2))
			r.CloneFrom(&l)
		}
		r.Scale(mat.Norm(&grad, 2)/mat.Norm(&r, 2), &r)
		moved := make([]float64, len(old))
		for i, v := range m.Blocks()[0].W.Floats() {
			moved[i] = old[i] - float64(v)
		}
		for i, v := range r.RawMatrix().Data {
			require.InDelta(t, v, moved[i], 1e-3*mat.Norm(&grad, 2), "outputs %v: %d", outputs, i)
		}
	}
}

// fedWhitener replaces the loss's backward value.
type fedWhitener struct {
	*Whitener
	g []float64
}

func (f *fedWhitener) Visit(_ int, _ []int, _ nn.Layer, s *nn.Pass) { set(s.DY.Floats(), f.g) }

func TestWhitenerLearns(t *testing.T) {
	for name, lines := range map[string][]string{
		"grouped": {"input 8x8x4", "conv2d 4 kernel=3 groups=2", "batchnorm", "relu", "depthwise2d kernel=3 stride=2", "flatten", "dense 3"},
		"no bias": {"input 12", "dense 9 bias=no", "relu", "dense 3 bias=no"},
	} {
		t.Run(name, func(t *testing.T) {
			m := build(t, &Whitener{Eta: 0.1, Outputs: true, Steps: 60}, nn.Options{Batch: 6, Seed: 2, FrozenStats: true}, append(lines, "loss softmax")...)
			var first, last float64
			for i := range 60 {
				n := m.Spec.Input.Len()
				x := normals(6*n, 5)
				for r := range 6 {
					row := make([]float, n)
					set(row, x[r*n:(r+1)*n])
					m.Batch().Put(r, row)
					m.Batch().Class(r, r%3)
				}
				r, err := m.Step(6)
				require.NoError(t, err)
				if last = float64(r.Loss); i == 0 {
					first = last
				}
			}
			assert.Less(t, last, 0.7*first)
		})
	}
}
