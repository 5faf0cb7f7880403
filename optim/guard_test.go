package optim

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/nn"
)

// An input that is not finite is refused even where the net hides it from the loss,
// and leaves no trace: the steps after it are those of a run that never saw it.
func TestInfiniteInput(t *testing.T) {
	for _, o := range []Options{
		{Rates: "backmatch", Updater: "sgd"},
		{Rates: "backmatch-scalar", Updater: "sgd"},
		{Rates: "constant", Updater: "sgd", Tau: 0.02},
		{Rates: "constant", Updater: "sgd", Eta: 0.05},
	} {
		t.Run(fmt.Sprint(o.Rates, " ", o.Tau), func(t *testing.T) {
			var runs [2][]float
			for i := range runs {
				b := newBench(t, o, nn.Options{Batch: 4, Seed: 6}, append(mlp(10, 12, 3), "loss softmax")...)
				for step := range 6 {
					if i == 1 && step == 2 {
						b.spoil(t)
					}
					fillClasses(b.m, 4, uint32(step))
					_, err := b.m.Step(4)
					require.NoError(t, err)
				}
				runs[i] = allFloats(b.m)
			}
			if o.Rates == "backmatch-scalar" { // curvatures above the spoilt layer were seen once more
				for i, v := range runs[0] {
					require.InDelta(t, v, runs[1][i], 1e-3)
				}
				return
			}
			assert.Equal(t, runs[0], runs[1])
		})
	}
}

// spoil is a step in which the input of the head becomes infinite after the loss.
func (b *bench) spoil(t *testing.T) {
	fillClasses(b.m, 4, 1)
	b.visit = func(node int, _ nn.Layer, s *nn.Pass) {
		if node == b.last {
			s.X[0].Floats()[1] = float(math.Inf(1))
		}
	}
	before := allFloats(b.m)
	r, err := b.m.Step(4)
	require.NoError(t, err)
	assert.Equal(t, b.last+1, r.Skipped)
	assert.Equal(t, before, allFloats(b.m))
	b.visit = nil
}

// A layer without bias is not centred, and its balance knows of no bias.
func TestCentredWithoutBias(t *testing.T) {
	const in, out = 5, 4
	b := newBench(t, Options{Rates: "backmatch", Updater: "sgd"}, nn.Options{Batch: 3, Seed: 2}, "input 5", "dense 4 bias=no", "loss mse")
	b.g = normals(3*out, 3, 1, 0)
	blk := b.m.Blocks()[0]
	w, x := slices.Clone(blk.W.Floats()), normals(3*in, 1, 1, 1)
	b.step(t, 3, x)
	g := make([]float64, in*out)
	for n := range 3 {
		for i := range g {
			g[i] += float64(x[n*in+i/out] * b.g[n*out+i%out])
		}
	}
	q, mean := make([]float64, out), 0.0
	for i, v := range g {
		q[i%out] += v * v / in
		mean += v * v / in / out
	}
	var length, move float64
	for i := range g {
		g[i] *= math.Pow(q[i%out]+1e-3*mean, -0.25)
		move += g[i] * g[i]
		length += float64(w[i] * w[i])
	}
	want := make([]float, len(g))
	for i := range g {
		want[i] = w[i] - float(defaultTau*(math.Sqrt(length)+1e-3)/math.Sqrt(move)*g[i])
	}
	closeTo(t, "weights", want, blk.W.Floats())
}
