package optim

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/fixedpoint"
	"edgetune/nn"
)

// signs fills v with +1 and -1.
func signs(v []float, key uint32) {
	for i := range v {
		v[i] = 1 - 2*float(fixedpoint.Rand(fixedpoint.Key(key, 3, 5), uint32(i))&1)
	}
}

func normals(n int, key uint32, std, mean float) []float {
	v := make([]float, n)
	for i := range v {
		v[i] = mean + float(std*float(fixedpoint.Normal(fixedpoint.Key(key, 1, 1), uint32(i))))
	}
	return v
}

// mlp is a list of dense layers with ReLU between.
func mlp(sizes ...int) []string {
	lines := []string{fmt.Sprint("input ", sizes[0])}
	for i, n := range sizes[1:] {
		if i > 0 {
			lines = append(lines, "relu")
		}
		lines = append(lines, fmt.Sprint("dense ", n))
	}
	return lines
}

// The curvature of the walk (docs/backmatching.md, section 10, A2), with the mean
// square of the input in place of the bound, against the trace of the Gauss-Newton
// matrix per weight, which random signs at the head measure.
func TestCurvatureProbe(t *testing.T) {
	for _, c := range []struct {
		name string
		most float64 // decades
		net  []string
	}{
		{"mlp", 0.4, mlp(40, 32, 32, 32, 32, 32, 32, 10)},
		{"bottleneck", 0.4, mlp(64, 32, 8, 32, 64)},
		{"mlp with batch norm", 0.4, []string{"input 30", "dense 32", "batchnorm", "relu", "dense 32", "batchnorm", "relu", "dense 8"}},
		{"squashed", 0.4, []string{"input 30", "dense 32", "tanh", "dense 32", "sigmoid", "dense 32", "leakyrelu", "dense 8"}},
		{"conv", 0.4, []string{"input 12x12x3", "conv2d 8 kernel=3 pad=same", "relu", "maxpool2d kernel=2", "conv2d 12 kernel=3 pad=same", "relu", "flatten", "dense 6"}},
		{"conv with flatten alone", 0.4, []string{"input 24x4", "conv1d 8 kernel=5 stride=2", "avgpool1d kernel=2", "conv1d 8 kernel=3", "flatten", "dense 6"}},
		{"conv with batch norm", 0.4, []string{"input 32x4", "conv1d 12 kernel=5", "batchnorm", "relu", "conv1d 12 kernel=3 stride=2", "batchnorm", "relu", "dense 6"}},
		{"depthwise", 0.4, []string{"input 10x10x6", "conv2d 8 kernel=1", "relu6", "depthwise2d kernel=3 stride=2 pad=same", "relu", "conv2d 12 kernel=1 groups=2", "relu", "flatten", "dense 5"}},
		{"residual", 0.4, []string{"input 24", "dense 24", "x: relu", "dense 24", "relu", "b: dense 24", "add from=b,x", "relu", "dense 6"}},
		{"global pool", 0.8, []string{
			"input 14x14x1", "conv2d 8 kernel=3 pad=same", "relu", "conv2d 16 kernel=3 stride=2 pad=same", "relu",
			"conv2d 16 kernel=3 stride=2 pad=same", "relu", "conv2d 16 kernel=3 pad=same", "relu", "globalpool", "dense 10",
		}},
		{"global pool over time", 0.8, []string{
			"input 96x3", "conv1d 16 kernel=5 stride=2 pad=2,2", "batchnorm", "relu", "conv1d 24 kernel=5 stride=2 pad=2,2", "batchnorm", "relu",
			"conv1d 32 kernel=5 stride=2 pad=2,2", "batchnorm", "relu", "globalpool", "dense 7",
		}},
	} {
		t.Run(c.name, func(t *testing.T) { probeCurvature(t, c.net, c.most) })
	}
}

const (
	probes     = 20
	probeBatch = 16
)

func probeCurvature(t *testing.T, net []string, most float64) {
	b := newBench(t, Options{Rates: "backmatch-scalar", Updater: "sgd", Eta: 1e-30}, nn.Options{Batch: probeBatch, Seed: 3}, append(net, "loss softmax")...)
	b.g = make([]float, probeBatch*b.m.Outputs())
	above := map[int]float64{}
	trace, walked := map[*nn.Block]float64{}, map[*nn.Block]float64{}
	b.visit = func(node int, _ nn.Layer, s *nn.Pass) { above[node] = aboveOf(b.rates.(*Scalar).walk[node], s) }
	b.before = func(blk *nn.Block, l nn.Trainable, s *nn.Pass) {
		dw, _ := gradients(blk, l, s)
		trace[blk] += float64(s.K.SumSq(dw)) / float64(probes*probeBatch*len(dw))
		if _, known := walked[blk]; !known && blk.Means > 0 { // later steps do not walk
			bound := float64(b.rates.(*Scalar).walk[blk.Node].C) / above[blk.Node]
			bias := float64(s.Y.Shape[1:].Positions())
			walked[blk] = above[blk.Node] * (bound - bias) / float64(blk.Rows)
		}
	}
	x := normals(probeBatch*b.m.Spec.Input.Len(), 2, 1, 0)
	for i := range probes {
		signs(b.g, uint32(i))
		b.step(t, probeBatch, x)
	}
	for _, blk := range b.m.Blocks() {
		if c, linear := walked[blk]; linear {
			decades := math.Log10(c / trace[blk])
			t.Logf("%s: %+.2f decades", blk.Name, decades)
			assert.InDelta(t, 0, decades, most, blk.Name)
		}
	}
}

// aboveOf is the product of everything above a node, its gains averaged.
func aboveOf(m *nn.Match, s *nn.Pass) float64 {
	if m == nil || m.Parts == 0 {
		return float64(s.HeadFactor)
	}
	var sum float64
	for _, g := range m.Gain {
		sum += float64(g)
	}
	return float64(m.F) * sum / float64(len(m.Gain))
}

// A net whose layers are scaled by 4, 1/4, 8 and 1/8 computes the same function.
// One step changes it almost alike (A3); a step of plain SGD does not.
func TestRescaling(t *testing.T) {
	for _, c := range []struct {
		o           Options
		least, most float64
	}{
		{Options{Rates: "backmatch-scalar", Updater: "sgd", Eta: 0.1, Tau: -1}, 0, 0.1},
		{Options{Rates: "backmatch", Updater: "sgd", Tau: 0.001}, 0, 0.5}, // exact but for the biases
		{Options{Rates: "constant", Updater: "sgd", Eta: 1e-4}, 10, math.Inf(1)},
	} {
		t.Run(c.o.Rates, func(t *testing.T) {
			a, b := moved(t, c.o, []float{1, 1, 1, 1}), moved(t, c.o, []float{4, 0.25, 8, 0.125})
			var diff, size float64
			for i, v := range a {
				diff += float64((v - b[i]) * (v - b[i]))
				size += float64(v * v)
			}
			d := math.Sqrt(diff / size)
			t.Log("relative difference ", d)
			assert.GreaterOrEqual(t, d, c.least)
			assert.LessOrEqual(t, d, c.most)
		})
	}
}

// moved returns the change of the outputs by one step of a net with scaled layers.
func moved(t *testing.T, o Options, scale []float) []float {
	const rows = 16
	b := newBench(t, o, nn.Options{Batch: rows, Seed: 5}, append(mlp(20, 24, 24, 24, 5), "loss softmax")...)
	product := float(1)
	for i, blk := range b.m.Blocks() {
		product *= scale[i]
		bias := normals(blk.Cols, uint32(60+i), 0.1, 0)
		for j := range bias {
			blk.B.Floats()[j] = bias[j] * product
		}
		for j := range blk.W.Floats() {
			blk.W.Floats()[j] *= scale[i]
		}
	}
	x := normals(rows*20, 4, 1, 0)
	put := func() {
		for i := range rows {
			b.m.Batch().Put(i, x[i*20:])
			b.m.Batch().Class(i, i%5)
		}
	}
	put()
	before := slices.Clone(b.m.Infer(rows))
	b.step(t, rows, x)
	put()
	after := slices.Clone(b.m.Infer(rows))
	for i := range after {
		after[i] -= before[i]
	}
	return after
}

// No rate up to 10 gives a value that is not finite (A6), nor does a tau from 0.06
// to 0.16 (BACKMATCHING-2, B3).
func TestLargeRates(t *testing.T) {
	nets := [][]string{
		append(mlp(20, 24, 24, 24, 4), "loss softmax"),
		{"input 20x4", "conv1d 8 kernel=5 pad=same", "batchnorm", "relu", "maxpool1d kernel=2", "conv1d 8 kernel=3", "tanh", "globalpool", "dense 4", "loss softmax"},
		{"input 8x8x2", "conv2d 8 kernel=3", "c: relu", "depthwise2d kernel=3 pad=same bias=no", "b: batchnorm", "add from=b,c", "relu", "dense 4", "loss mse"},
	}
	for i, net := range nets {
		for _, o := range []Options{
			{Rates: "backmatch-scalar", Updater: "sgd", Eta: 10},
			{Rates: "backmatch-scalar", Updater: "momentum", Eta: 10},
			{Rates: "constant", Updater: "sgd", Eta: 10, Tau: 0.02},
			{Rates: "backmatch", Updater: "sgd", Tau: 0.06, Steps: 200},
			{Rates: "backmatch", Updater: "sgd", Tau: 0.16, Steps: 200},
			{Rates: "backmatch", Updater: "momentum", Tau: 0.16, Steps: 200},
		} {
			for _, d := range storages() {
				t.Run(fmt.Sprintf("net %d %s %s %v %v", i, o.Rates, o.Updater, o.Tau, d), func(t *testing.T) { driveFar(t, net, o, d) })
			}
		}
	}
}

func driveFar(t *testing.T, net []string, o Options, d nn.DType) {
	const rows = 4
	b := newBench(t, o, nn.Options{Batch: rows, DType: d, Seed: 8}, net...)
	skipped := 0
	for step := range 200 {
		fillClasses(b.m, rows, uint32(step))
		r, err := b.m.Step(rows)
		require.NoError(t, err)
		require.True(t, isFinite(r.Loss), "step %d: loss %v", step, r.Loss)
		if r.Skipped > 0 {
			skipped++
		}
	}
	assert.LessOrEqual(t, skipped, 5, "loss scale found its place")
	for _, n := range b.m.Tensors() {
		for i, v := range n.Tensor.Floats() {
			require.True(t, isFinite(v), "%s[%d]", n.Name, i)
		}
		for i, v := range n.Tensor.Halves() {
			require.True(t, isFinite(float(fixedpoint.FromF16(v))), "%s[%d]", n.Name, i)
		}
	}
}

// fillClasses writes samples that differ by class.
func fillClasses(m *nn.Model, rows int, key uint32) {
	n, out := m.Spec.Input.Len(), m.Outputs()
	for i := range rows {
		class := (int(key) + i) % out
		x := normals(n, 13*key+uint32(i), 1, 0)
		for j := class; j < n; j += out {
			x[j] += 1
		}
		m.Batch().Put(i, x)
		if m.Spec.Loss.Kind == "softmax" {
			m.Batch().Class(i, class)
			continue
		}
		y := make([]float, out)
		y[class] = 1
		m.Batch().Target(i, y)
	}
}
