package exact

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"edgetune/fixedpoint"
	"edgetune/nn"
)

// netOf has one layer of each kind behind a layer that wants a gradient.
var netOf = map[string][]string{
	"dense": {"input 4", "dense 4", "dense 3"}, "conv1d": {"input 6x2", "depthwise1d kernel=1", "conv1d 3 kernel=3 stride=2"},
	"conv2d": {"input 4x4x2", "depthwise2d kernel=1", "conv2d 2 kernel=3 pad=1,1,1,1 groups=2"}, "depthwise1d": {"input 6x2", "depthwise1d kernel=1", "depthwise1d kernel=3"},
	"depthwise2d": {"input 4x4x2", "depthwise2d kernel=1", "depthwise2d kernel=3 pad=1,1,1,1"}, "batchnorm": {"input 3x2", "depthwise1d kernel=1", "batchnorm"},
	"relu": {"input 5", "dense 5", "relu"}, "relu6": {"input 5", "dense 5", "relu6"}, "leakyrelu": {"input 5", "dense 5", "leakyrelu slope=0.1"},
	"sigmoid": {"input 5", "dense 5", "sigmoid"}, "tanh": {"input 5", "dense 5", "tanh"},
	"maxpool1d": {"input 6x2", "depthwise1d kernel=1", "maxpool1d kernel=2"}, "maxpool2d": {"input 4x4x2", "depthwise2d kernel=1", "maxpool2d kernel=2"},
	"avgpool1d": {"input 6x2", "depthwise1d kernel=1", "avgpool1d kernel=3 stride=2"}, "avgpool2d": {"input 4x4x2", "depthwise2d kernel=1", "avgpool2d kernel=2"},
	"globalpool": {"input 6x2", "depthwise1d kernel=1", "globalpool"}, "flatten": {"input 6x2", "depthwise1d kernel=1", "flatten"},
	"dropout": {"input 8", "dense 8", "dropout p=0.5"}, "add": {"input 3", "a: dense 3", "b: relu", "add from=a,b"},
}

func normals(n int, key uint32) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = float64(fixedpoint.Normal(key, uint32(i)))
	}
	return v
}

// What matches an output solves the normal equations, for every layer that there is:
// its own Jacobian, asked one by one, is the witness.
func TestEveryKindIsMatched(t *testing.T) {
	const rows = 3
	for _, kind := range nn.Kinds() {
		t.Run(kind, func(t *testing.T) {
			lines, ok := netOf[kind]
			require.True(t, ok, "a kind without a net here")
			last, looked := len(lines)-2, false
			p := &spy{last: last}
			m := build(t, p, nn.Options{Batch: rows, Seed: 3}, append(lines, "loss mse")...)
			p.visit = func(node int, l nn.Layer, s *nn.Pass) {
				if node != last {
					return
				}
				looked = true
				g := normals(rows*s.Y.Shape[1:].Len(), 7)
				checkNormalEquations(t, BatchJacobian(l, s, 0), g, Input(l, s, 0, g, Options{}))
			}
			step(t, m, rows, normals(rows*m.Spec.Input.Len(), 5))
			assert.True(t, looked)
		})
	}
}

func checkNormalEquations(t *testing.T, jac *mat.Dense, g, dx []float64) {
	t.Helper()
	var r, n mat.Dense
	r.Mul(jac, mat.NewDense(len(dx), 1, dx))
	r.Sub(&r, mat.NewDense(len(g), 1, g))
	n.Mul(jac.T(), &r)
	assert.Less(t, mat.Norm(&n, 2), 2e-3*mat.Norm(jac, 2)*math.Sqrt(sum2(g)), "Jᵀ(J dx - g) is 0")
}

// Weight and bias together: the centred gradient times the inverse covariance, and
// the bias that gives back what centring took.
func TestJointIsTheCentredGradient(t *testing.T) {
	const rows, in, out = 12, 3, 2
	g := normals(rows*out, 9)
	x := normals(rows*in, 8)
	layerCase{
		rows: rows, x: x, g: g, lines: []string{"input 3", "dense 3", "dense 2"},
	}.run(t, func(nn.Layer, *nn.Pass) {}, func(b *nn.Block, l nn.Trainable, s *nn.Pass) {
		w, bias := Params(l, s, g, Options{Joint: true})
		centred := mat.NewDense(rows, in, nil)
		means := make([]float64, in)
		for j := range in {
			for i := range rows {
				means[j] += x[i*in+j] / rows
			}
			for i := range rows {
				centred.Set(i, j, x[i*in+j]-means[j])
			}
		}
		scaled := mat.NewDense(rows, out, nil)
		scaled.Scale(rows, mat.NewDense(rows, out, g))
		var cov, h, want mat.Dense
		cov.Mul(centred.T(), centred)
		h.Mul(centred.T(), scaled)
		require.NoError(t, want.Solve(&cov, &h))
		closeTo(t, "weights", want.RawMatrix().Data, w)
		for c := range out {
			db := mat.Sum(scaled.ColView(c)) / rows
			for j := range in {
				db -= want.At(j, c) * means[j]
			}
			closeNumber(t, "bias", db, bias[c])
		}
	})
}

// Damped exact steps learn, through branches too.
func TestOptimizerLearns(t *testing.T) {
	for name, lines := range map[string][]string{
		"mlp":      {"input 6", "dense 10", "relu", "dense 3"},
		"conv":     {"input 8x3", "conv1d 4 kernel=3", "batchnorm", "relu", "maxpool1d kernel=2", "flatten", "dense 3"},
		"residual": {"input 6", "a: dense 6", "r: relu", "dense 6", "b: relu", "add from=b,a", "relu", "dense 3"},
		"nested":   {"input 6", "a: dense 6", "c: relu", "d: dense 6", "e: dense 6", "f: add from=e,d", "g: dense 6", "add from=g,c", "dense 3"},
	} {
		t.Run(name, func(t *testing.T) {
			o := New(0.2, Options{Relative: 0.3, Joint: true})
			m := build(t, o, nn.Options{Batch: 9, FrozenStats: true, Seed: 1}, append(lines, "loss softmax")...)
			x := normals(9*m.Spec.Input.Len(), 4)
			var first, last float64
			for i := range 30 {
				for n := range 9 {
					m.Batch().Class(n, n%3)
				}
				n := m.Spec.Input.Len()
				for r := range 9 {
					row := make([]float, n)
					set(row, x[r*n:(r+1)*n])
					m.Batch().Put(r, row)
				}
				r, err := m.Step(9)
				require.NoError(t, err)
				require.NoError(t, o.Err())
				if last = float64(r.Loss); i == 0 {
					first = last
				}
			}
			assert.Less(t, last, 0.6*first)
		})
	}
}

func TestOptimizerRefuses(t *testing.T) {
	s, err := nn.Parse("input 3\ndense 2\nloss softmax")
	require.NoError(t, err)
	_, err = nn.Build(s, nn.Options{DType: nn.Half, Optimizer: New(1, Options{})})
	require.ErrorContains(t, err, "build the model with float32")
	o := New(0.1, Options{})
	m := build(t, o, nn.Options{Batch: 4}, strings.Split("input 3\na: dense 3\nb: batchnorm\nadd from=a,b\ndense 2\nloss softmax", "\n")...)
	step(t, m, 4, normals(12, 3))
	require.ErrorContains(t, o.Err(), "a branch couples samples")
}
