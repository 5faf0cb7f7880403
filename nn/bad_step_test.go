package nn_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/nn"
	"edgetune/optim"
)

// spoiler puts an infinity into the gradient at the output of one node.
type spoiler struct {
	nn.Optimizer
	node int // -1: none
}

func (s *spoiler) Visit(node int, from []int, l nn.Layer, p *nn.Pass) {
	if node == s.node {
		p.DY.Halves()[0] = 0x7c00
	}
	s.Optimizer.Visit(node, from, l, p)
}

func weights(b *nn.Block) (w []nn.F16, bias []float64) {
	for _, v := range b.B.Floats() {
		bias = append(bias, float64(v))
	}
	return slices.Clone(b.W.Halves()), bias
}

// A gradient that is not finite leaves its node and all below as they are; those
// above keep their step; the loss scale halves; the next step learns again.
func TestNonFiniteGradient(t *testing.T) {
	const text = "input 9x4\nconv1d 5 kernel=3\nrelu\nconv1d 6 kernel=3\nflatten\ndense 8\nsigmoid\ndense 3\nloss softmax"
	for _, l := range learners {
		t.Run(l.Rates+" "+l.Updater, func(t *testing.T) {
			s, err := nn.Parse(text)
			require.NoError(t, err)
			bad := &spoiler{newOptimizer(t, l), -1}
			m, err := nn.Build(s, nn.Options{Batch: 3, DType: nn.Half, Optimizer: bad, Seed: 1})
			require.NoError(t, err)
			train(t, m, 2, func() {})
			before := map[*nn.Block][]nn.F16{}
			biases := map[*nn.Block][]float64{}
			for _, b := range m.Blocks() {
				before[b], biases[b] = weights(b)
			}
			bad.node = 4
			nn.FillBatch(m, 3, 9)
			r, err := m.Step(3)
			require.NoError(t, err)
			assert.Equal(t, 5, r.Skipped, "nodes 0 to 4")
			for _, b := range m.Blocks() {
				w, bias := weights(b)
				if b.Node <= 4 {
					assert.Equal(t, before[b], w, b.Name)
					assert.Equal(t, biases[b], bias, b.Name)
				} else {
					assert.NotEqual(t, before[b], w, b.Name)
				}
			}
			bad.node = -1
			again, err := m.Step(3)
			require.NoError(t, err)
			assert.EqualValues(t, r.Scale/2, again.Scale)
			assert.Zero(t, again.Skipped)
			w, _ := weights(m.Blocks()[0])
			assert.NotEqual(t, before[m.Blocks()[0]], w)
		})
	}
}

// After samples that overflow the net learns as before.
func TestOverflowIsForgotten(t *testing.T) {
	const text = "input 8\ndense 8\nbatchnorm\nrelu\ndense 8\nrelu\ndense 3\nloss softmax"
	for _, l := range learners {
		t.Run(l.Rates+" "+l.Updater, func(t *testing.T) {
			m := mustBuild(t, nn.Build, text, nn.Options{Batch: 3, DType: nn.Half}, optim.Options{Rates: l.Rates, Updater: l.Updater, Balance: l.Balance, Tau: l.Tau})
			first, _ := train(t, m, 2, func() {})
			b := m.Blocks()[0].W.Halves()
			kept := slices.Clone(b)
			for i := range b {
				b[i] = 0xfbff // -65504
			}
			nn.FillBatch(m, 3, 1)
			r, err := m.Step(3)
			require.NoError(t, err)
			assert.NotZero(t, r.Skipped)
			copy(b, kept)
			_, last := train(t, m, 60, func() {})
			assert.Less(t, last, first)
		})
	}
}
