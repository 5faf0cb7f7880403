package optim

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/nn"
)

// scaled multiplies the loss scale and every gradient by a power of two.
type scaled struct {
	*Optimizer
	by float
}

func (s *scaled) Begin(info nn.StepInfo) {
	info.Unscale /= s.by
	s.Optimizer.Begin(info)
}

func (s *scaled) Visit(node int, from []int, l nn.Layer, p *nn.Pass) {
	if node == s.last() {
		for i := range p.DY.Floats() {
			p.DY.Floats()[i] *= s.by
		}
	}
	s.Optimizer.Visit(node, from, l, p)
}

func (s *scaled) last() int {
	last := 0
	for n := range s.states {
		last = max(last, n)
	}
	return last
}

// The loss scale changes no bit of a float32 net (BACKMATCHING-2, B2).
func TestLossScaleChangesNothing(t *testing.T) {
	for _, o := range []Options{
		{Rates: "backmatch", Updater: "sgd"},
		{Rates: "backmatch", Updater: "momentum", Balance: "row_col"},
		{Rates: "backmatch-scalar", Updater: "sgd"},
		{Rates: "constant", Updater: "sgd", Tau: 0.02},
		{Rates: "constant", Updater: "momentum", Eta: 0.05},
		{Rates: "constant", Updater: "adam"},
	} {
		t.Run(fmt.Sprint(o.Rates, " ", o.Updater), func(t *testing.T) {
			var want []float
			for _, by := range []float{1, 1024, 1.0 / 64} {
				got := scaledRun(t, o, by)
				if want == nil {
					want = got
				}
				assert.Equal(t, want, got, "%v", by)
			}
		})
	}
}

// scaledRun returns the tensors of a net after four steps.
func scaledRun(t *testing.T, o Options, by float) []float {
	s, err := nn.Parse("input 9x3\nconv1d 6 kernel=3\nbatchnorm\nrelu\ndense 5\nrelu\ndense 4\nloss softmax")
	require.NoError(t, err)
	opt, err := ByName(o)
	require.NoError(t, err)
	m, err := nn.Build(s, nn.Options{Batch: 4, Optimizer: &scaled{opt, by}, Seed: 2})
	require.NoError(t, err)
	for step := range 4 {
		fillClasses(m, 4, uint32(step))
		_, err := m.Step(4)
		require.NoError(t, err)
	}
	return allFloats(m)
}

func allFloats(m *nn.Model) []float {
	var all []float
	for _, n := range m.Tensors() {
		all = append(all, n.Tensor.Floats()...)
	}
	return all
}

// A constant added to the inputs, with the bias adjusted, is absorbed by the running
// mean: the change of the function keeps its direction in every step, and its length
// as far as the length of the bias does not enter.
func TestShiftedInputs(t *testing.T) {
	const in, out, rows = 6, 4, 5
	shift := normals(in, 7, 1, 1)
	var a, b [][]float
	for _, c := range []struct {
		by  float
		dst *[][]float
	}{{0, &a}, {1, &b}} {
		n := newBench(t, Options{Rates: "backmatch", Updater: "sgd"}, nn.Options{Batch: rows, Seed: 4}, fmt.Sprint("input ", in), fmt.Sprint("dense ", out), "loss mse")
		blk := n.m.Blocks()[0]
		for i, s := range shift {
			for j := range out {
				blk.B.Floats()[j] -= c.by * s * blk.W.Floats()[i*out+j]
			}
		}
		for step := range 6 {
			n.g = normals(rows*out, uint32(50+step), 1, 0)
			x := normals(rows*in, uint32(step), 1, 0)
			for i := range x {
				x[i] += c.by * shift[i%in]
			}
			n.step(t, rows, x)
			st := n.states[0]
			*c.dst = append(*c.dst, direction(st, shift, c.by))
			st.v = 0 // the lengths of the two differ by their biases
		}
	}
	for step := range a {
		closeTo(t, fmt.Sprint("step ", step), a[step], b[step])
	}
}

// direction is the change of the function at a few points, in units of k.
func direction(st *state, shift []float, by float) []float {
	out, in := len(st.h), len(shift)
	var all []float
	for p := range 3 {
		x := normals(in, uint32(90+p), 1, 0)
		for j := range out {
			z := st.h[j] // the bias's part, the mean taken out
			for i := range in {
				z += float((x[i] + by*shift[i]) * st.grad.Floats()[i*out+j])
			}
			all = append(all, z)
		}
	}
	return all
}

// The cap: no layer moves by more than tau of its length.
func TestCap(t *testing.T) {
	for _, o := range []Options{{Rates: "constant", Updater: "sgd", Eta: 1e6, Tau: 0.02}, {Rates: "backmatch-scalar", Updater: "sgd", Eta: 1e6}} {
		b := newBench(t, o, nn.Options{Batch: 4, Seed: 3}, append(mlp(10, 12, 12, 3), "loss softmax")...)
		fillClasses(b.m, 4, 1)
		before := map[*nn.Block][]float{}
		for _, blk := range b.m.Blocks() {
			before[blk] = append(slices.Clone(blk.W.Floats()), blk.B.Floats()...)
		}
		_, err := b.m.Step(4)
		assert.NoError(t, err)
		for _, blk := range b.m.Blocks() {
			var moved, length float64
			for i, v := range append(slices.Clone(blk.W.Floats()), blk.B.Floats()...) {
				d := float64(v - before[blk][i])
				moved += d * d
				length += float64(before[blk][i] * before[blk][i])
			}
			assert.InEpsilon(t, 0.02*0.02*length, moved, 0.01, "%s %s", o.Rates, blk.Name)
		}
	}
}
