package nn

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"edgetune/internal/kernel"
	"edgetune/internal/shared"
)

// TestNNTrainerGoldens runs the layers that edgetune has against the files that
// NNTrainer (Samsung, Apache-2.0) tests its own with: outputs, gradients of the
// weights, statistics, derivatives of the inputs, in float32 and float16 storage.
// The peer's layout is [channel × y × x].
func TestNNTrainerGoldens(t *testing.T) {
	dir := shared.Path(t, "peers", "nntrainer")
	cases := readCases(t, dir)
	ran := 0
	var missing []string
	for _, g := range readGoldens(t, dir) {
		found := false
		for i, c := range cases(g.name) {
			run, ok := peerLayers[c.Layer]
			if !ok {
				continue
			}
			found = true
			t.Run(fmt.Sprintf("%s/%d", strings.TrimSuffix(g.name, ".nnlayergolden"), i), func(t *testing.T) { run(t, c, g) })
		}
		if found {
			ran++
		} else {
			missing = append(missing, strings.TrimSuffix(g.name, ".nnlayergolden"))
		}
	}
	t.Log("without an operator: ", strings.Join(missing, " "))
	fmt.Printf("cases: %d ran, %d without an operator\n", ran, len(missing))
}

var peerLayers = map[string]func(*testing.T, peerCase, golden){
	"FullyConnectedLayer":     peerDense,
	"Conv1DLayer":             peerConv,
	"Conv2DLayer":             peerConv,
	"BatchNormalizationLayer": peerBatchNorm,
	"AdditionLayer":           peerAddition,
	"DropOutLayer":            peerDropout,
}

// peerGrad is the derivative that the peer sends into every layer.
const peerGrad = 2

// peerRun is a model with the layer under test behind layers that pass the input
// on, and what it gave.
type peerRun struct {
	probe
	m    *Model
	half bool
	rows int
	out  []float
	in   map[int][]float // gradient at the output of each node
}

func (p *peerRun) Visit(node int, _ []int, _ Layer, s *Pass) {
	if node == len(p.m.nodes)-1 {
		g := make([]float, s.DY.Len())
		for i := range g {
			g[i] = peerGrad
		}
		s.DY.Write(s.K, 0, g)
		p.out = p.values(s.Y)
	}
	p.in[node] = p.values(s.DY)
}

func (p *peerRun) values(t *Tensor) []float {
	return slices.Clone(t.Read(p.m.opt.Kernels, 0, t.Len(), make([]float, t.Len())))
}

// newPeer builds a net of the golden's storage type. The checks of the text form
// are left out: the peer tests a dropout of 0 and of 1.
func newPeer(t *testing.T, g golden, rows int, frozen bool, input Shape, nodes ...NodeSpec) *peerRun {
	t.Helper()
	p := &peerRun{probe: *newProbe(), half: g.half, rows: rows, in: map[int][]float{}}
	o := Options{Batch: rows, Optimizer: p, FrozenStats: frozen, Kernels: kernel.Best()}
	if g.half {
		o.DType = Half
	}
	m, err := build(Spec{Input: input, Nodes: nodes, Loss: LossSpec{Kind: "mse"}}, o, Planner{})
	require.NoError(t, err)
	p.m = m
	p.set(0, nil, nil)
	return p
}

// set fills block i; without values it makes it pass its input on.
func (p *peerRun) set(i int, w, bias []float) {
	b, k := p.m.blocks[i], p.m.opt.Kernels
	if w == nil {
		w, bias = make([]float, b.Rows*b.Cols), make([]float, b.Cols)
		for c := range b.Cols {
			w[c%b.Rows*b.Cols+c] = 1
		}
	}
	b.W.Write(k, 0, w)
	copy(b.B.f32, bias)
}

func (p *peerRun) step(t *testing.T, x []float) {
	t.Helper()
	n := len(x) / p.rows
	for i := range p.rows {
		p.m.Batch().Put(i, x[i*n:])
	}
	r, err := p.m.Step(p.rows)
	require.NoError(t, err)
	require.Zero(t, r.Skipped)
}

// like compares with the peer's tolerances: 1e-6 of the largest value in float32;
// in float16 1e-2 of each value, and in both the cosine and the mean square.
func (p *peerRun) like(t *testing.T, what string, want, got []float) {
	t.Helper()
	require.Len(t, got, len(want), what)
	var top, dot, a, b, sq float64
	for i, w := range want {
		x, y := float64(w), float64(got[i])
		top = max(top, math.Abs(x))
		dot, a, b, sq = dot+x*y, a+x*x, b+y*y, sq+(x-y)*(x-y)
	}
	bad := -1
	for i, w := range want {
		tol := 1e-6 * max(1, top)
		if p.half {
			tol = 1e-2 * max(1, math.Abs(float64(w)))
		}
		if !(math.Abs(float64(w-got[i])) <= tol) {
			bad = i
		}
	}
	switch cos := dot / math.Sqrt(a*b); {
	case bad >= 0:
		t.Errorf("%s[%d]: got %v, want %v", what, bad, got[bad], want[bad])
	case top > 1e-3 && math.Abs(cos-1) > 1e-5:
		t.Errorf("%s: cosine %v", what, cos)
	case sq > 1e-3*float64(len(want)):
		t.Errorf("%s: mean square of the difference %v", what, sq/float64(len(want)))
	}
}

// weights compares the gradients of block i.
func (p *peerRun) weights(t *testing.T, i int, w, bias []float) {
	t.Helper()
	g := p.blocks[p.m.blocks[i]]
	p.like(t, "gradient of the weights", w, g.w)
	p.like(t, "gradient of the bias", bias, g.b)
}

func peerDense(t *testing.T, c peerCase, g golden) {
	n, ch, h, w := c.shape(t)
	in, out := ch*h*w, len(g.records[1])
	p := newPeer(t, g, n, false, Shape{in}, NodeSpec{Kind: "dense", Out: in}, NodeSpec{Kind: "dense", Out: out})
	p.set(1, g.records[0], g.records[1])
	p.step(t, g.records[2])
	p.like(t, "output", g.records[3], p.out)
	p.weights(t, 1, g.records[4], g.records[5])
	p.like(t, "derivative", g.records[8], p.in[0])
}

func peerConv(t *testing.T, c peerCase, g golden) {
	n, ch, h, w := c.shape(t)
	out := len(g.records[1])
	one := c.Layer == "Conv1DLayer"
	spec, input, kind := NodeSpec{Kind: "conv2d", Out: out}, Shape{h, w, ch}, "depthwise2d"
	if one {
		spec.Kind, input, kind = "conv1d", Shape{w, ch}, "depthwise1d"
	}
	pair := func(key, none string) [2]int {
		v, err := parsePair(strings.Replace(c.prop(key, none), ",", "x", 1), one)
		require.NoError(t, err)
		return v
	}
	spec.Kernel, spec.Stride, spec.Dilation = pair("kernel_size", ""), pair("stride", "1"), pair("dilation", "1")
	if pad := c.prop("padding", "valid"); pad == "causal" {
		spec.Pad.Left = (spec.Kernel[1] - 1) * spec.Dilation[1]
	} else {
		var err error
		spec.Pad, err = parsePadding(pad, one)
		require.NoError(t, err)
	}
	taps := spec.Kernel[0] * spec.Kernel[1]
	toRows := func(v []float) []float { return turned(turned(v, out, ch, taps), 1, out, taps*ch) }
	p := newPeer(t, g, n, false, input, NodeSpec{Kind: kind, Kernel: [2]int{1, 1}}, spec)
	p.set(1, toRows(g.records[0]), g.records[1])
	p.step(t, turned(g.records[2], n, ch, h*w))
	p.like(t, "output", turned(g.records[3], n, out, len(p.out)/n/out), p.out)
	p.weights(t, 1, toRows(g.records[4]), g.records[5])
	p.like(t, "derivative", turned(g.records[8], n, ch, h*w), p.in[0])
}

// peerBatchNorm: mean, variance, gamma, beta; in training five passes move the
// running statistics.
func peerBatchNorm(t *testing.T, c peerCase, g golden) {
	n, ch, h, w := c.shape(t)
	if strings.Contains(g.name, "bn_width") {
		ch, w = w, 1
	}
	frozen := strings.Contains(g.name, "inference")
	p := newPeer(t, g, n, frozen, Shape{h * w, ch}, NodeSpec{Kind: "depthwise1d", Kernel: [2]int{1, 1}}, NodeSpec{Kind: "batchnorm"})
	b := p.m.blocks[1]
	copy(b.State[0].Tensor.f32, g.records[0])
	copy(b.State[1].Tensor.f32, g.records[1])
	copy(b.W.f32, g.records[2])
	copy(b.B.f32, g.records[3])
	for range 5 {
		p.step(t, turned(g.records[4], n, ch, h*w))
	}
	p.like(t, "output", turned(g.records[5], n, ch, h*w), p.out)
	got := p.blocks[b] // the gradient of gamma may be a sum that cancels
	p.like(t, "gradients", append(g.records[6], g.records[7]...), append(got.w, got.b...))
	p.like(t, "mean", g.records[8], b.State[0].Tensor.f32)
	if g.half && !frozen && h > 1 {
		biased(g.records[9], float(n*h*w))
	}
	p.like(t, "variance", g.records[9], b.State[1].Tensor.f32)
	p.like(t, "derivative", turned(g.records[12], n, ch, h*w), p.in[0])
}

// biased mends one file: its running variance follows the unbiased variance of the
// batch (count/(count-1) times the biased one), unlike all others.
func biased(variance []float, count float) {
	kept := float(math.Pow(bnMomentum, 5)) // of the initial 1
	for i, v := range variance {
		variance[i] = kept + float((v-kept)*(count-1)/count)
	}
}

// peerAddition lays the two inputs side by side, from which two layers take one each.
func peerAddition(t *testing.T, c peerCase, g golden) {
	n, _, _, _ := c.shape(t)
	size := len(g.records[0]) / n
	both := make([]float, 0, 2*n*size)
	for i := range n {
		both = append(append(both, g.records[0][i*size:][:size]...), g.records[1][i*size:][:size]...)
	}
	p := newPeer(t, g, n, false, Shape{2 * size}, NodeSpec{Kind: "dense", Name: "a", Out: size},
		NodeSpec{Kind: "dense", Name: "b", From: []string{"input"}, Out: size}, NodeSpec{Kind: "add", From: []string{"a", "b"}})
	for i := range 2 {
		w := make([]float, 2*size*size)
		for j := range size {
			w[(i*size+j)*size+j] = 1
		}
		p.set(i, w, make([]float, size))
	}
	p.step(t, both)
	p.like(t, "output", g.records[2], p.out)
	p.like(t, "first derivative", g.records[3], p.in[0])
	p.like(t, "second derivative", g.records[4], p.in[1])
}

// peerDropout puts each value where our own mask does what the peer's did.
func peerDropout(t *testing.T, c peerCase, g golden) {
	var rate float
	_, err := fmt.Sscan(c.prop("dropout_rate", ""), &rate)
	require.NoError(t, err)
	const room = 40 // our values for one of the peer's
	x, y, dx := g.records[0], g.records[1], g.records[2]
	size := room * len(x)
	newNet := func() *peerRun {
		return newPeer(t, g, 1, false, Shape{size, 1}, NodeSpec{Kind: "depthwise1d", Kernel: [2]int{1, 1}}, NodeSpec{Kind: "dropout", Value: float32(rate)})
	}
	if strings.Contains(g.name, "inference") {
		p := newNet()
		in := make([]float, size)
		copy(in, x)
		p.m.Batch().Put(0, in)
		p.like(t, "output", y, p.m.Infer(1)[:len(x)])
		return
	}
	trial := newNet()
	trial.step(t, slices.Repeat([]float{1}, size))
	p, in, at := newNet(), make([]float, size), make([]int, len(x))
	next := 0
	for i := range x {
		for (trial.out[next] == 0) != (dx[i] == 0) {
			next++
		}
		at[i], in[next] = next, x[i]
		next++
	}
	p.step(t, in)
	for i, j := range at {
		p.like(t, "output", y[i:i+1], p.out[j:j+1])
		p.like(t, "derivative", dx[i:i+1], p.in[0][j:j+1])
	}
}
