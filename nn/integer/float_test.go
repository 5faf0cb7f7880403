package integer

import (
	"math"
	"slices"
	"testing"

	"edgetune/fixedpoint"
	"edgetune/nn/integer/op"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// floatNet computes the loss of a net in float64, from the real values of its
// parameters: what the integers approximate.
type floatNet struct {
	spec Spec
	w, b [][]float64
}

// real reads the parameters of a net as the forward pass sees them.
func realNet[X op.Value, A op.Sum](s Spec, n *Net[X, A]) *floatNet {
	f := &floatNet{spec: s}
	for _, l := range n.linear {
		w, b := make([]float64, len(l.conv.Weights)), make([]float64, len(l.b))
		for i, v := range l.conv.Weights {
			w[i] = float64(v) * l.wScale[i/l.fanIn].Times2(l.unit).Float64()
		}
		for c, v := range l.b {
			b[c] = float64(v) * l.bScale.Float64()
		}
		f.w, f.b = append(f.w, w), append(f.b, b)
	}
	return f
}

// logits runs all layers.
func (f *floatNet) logits(x []float64) []float64 {
	all := f.values(x)
	return all[len(all)-1]
}

// values returns the output of every layer.
func (f *floatNet) values(x []float64) [][]float64 {
	var outs [][]float64
	var shapes []op.Shape
	linear := 0
	get := func(j int) ([]float64, op.Shape) {
		if j < 0 {
			return x, f.spec.Input
		}
		return outs[j], shapes[j]
	}
	for i := range f.spec.Layers {
		l := &f.spec.Layers[i]
		from := inputsOf(f.spec.Layers, i)
		v, in := get(from[0])
		if l.Kind == Dense {
			in = op.Shape{N: in.N, H: 1, W: 1, C: in.H * in.W * in.C}
		}
		w, out := l.window(in)
		switch l.Kind {
		case Dense, Conv:
			out.C = l.outputs(in)
			v = floatConv(v, f.w[linear], f.b[linear], w, in, out, l.groups(in), l.ReLU)
			linear++
		case MaxPool:
			v = floatPool(v, w, in, out)
		case AvgPool:
			v = floatAverage(v, w, in, out)
		case GlobalPool:
			out = op.Shape{N: in.N, H: 1, W: 1, C: in.C}
			v = floatMean(v, in)
		case Add:
			other, _ := get(from[1])
			v, out = floatAdd(v, other, l.ReLU), in
		case ReLU6, LeakyReLU, Sigmoid, Tanh:
			v, out = floatCurve(v, l), in
		}
		outs, shapes = append(outs, v), append(shapes, out)
	}
	return outs
}

func (l *Layer) outputs(in op.Shape) int {
	if l.Out == Each {
		return in.C
	}
	return l.Out
}

func (l *Layer) groups(in op.Shape) int {
	if l.Groups == Each {
		return in.C
	}
	return max(l.Groups, 1)
}

func floatAdd(a, b []float64, relu bool) []float64 {
	y := make([]float64, len(a))
	for i, v := range a {
		y[i] = v + b[i]
		if relu {
			y[i] = max(y[i], 0)
		}
	}
	return y
}

func floatCurve(x []float64, l *Layer) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		switch l.Kind {
		case ReLU6:
			y[i] = min(max(v, 0), 6)
		case LeakyReLU:
			y[i] = max(v, l.Slope*v)
		case Sigmoid:
			y[i] = 1 / (1 + math.Exp(-v))
		case Tanh:
			y[i] = math.Tanh(v)
		}
	}
	return y
}

func floatAverage(x []float64, w op.Window, in, out op.Shape) []float64 {
	out.C = in.C
	y := make([]float64, out.Len())
	for i := range y {
		t, image := tapsOf(&w, in, out, i/out.C)
		for ky := t.Rows.From; ky < t.Rows.To; ky++ {
			for kx := t.Cols.From; kx < t.Cols.To; kx++ {
				y[i] += x[image+w.Index(t, ky, kx, in)+i%out.C] / float64(t.Rows.Len()*t.Cols.Len())
			}
		}
	}
	return y
}

func floatConv(x, weights, bias []float64, w op.Window, in, out op.Shape, groups int, relu bool) []float64 {
	y, per := make([]float64, out.Len()), in.C/groups
	for i := range y {
		o, at := i%out.C, i/out.C
		t := w.At(at/out.W%out.H, at%out.W, in)
		base := at/(out.H*out.W)*in.H*in.W*in.C + o/(out.C/groups)*per
		y[i] = bias[o]
		for ky := t.Rows.From; ky < t.Rows.To; ky++ {
			for kx := t.Cols.From; kx < t.Cols.To; kx++ {
				for c := range per {
					y[i] += x[base+w.Index(t, ky, kx, in)+c] * weights[((o*w.H+ky)*w.W+kx)*per+c]
				}
			}
		}
		if relu {
			y[i] = max(y[i], 0)
		}
	}
	return y
}

func floatPool(x []float64, w op.Window, in, out op.Shape) []float64 {
	y := make([]float64, out.Len())
	for i := range y {
		c, at := i%out.C, i/out.C
		t := w.At(at/out.W%out.H, at%out.W, in)
		y[i] = math.Inf(-1)
		for ky := t.Rows.From; ky < t.Rows.To; ky++ {
			for kx := t.Cols.From; kx < t.Cols.To; kx++ {
				y[i] = max(y[i], x[at/(out.H*out.W)*in.H*in.W*in.C+w.Index(t, ky, kx, in)+c])
			}
		}
	}
	return y
}

func floatMean(x []float64, in op.Shape) []float64 {
	y := make([]float64, in.N*in.C)
	for i, v := range x {
		y[i/(in.H*in.W*in.C)*in.C+i%in.C] += v / float64(in.H*in.W)
	}
	return y
}

// loss is the mean cross-entropy.
func (f *floatNet) loss(x []float64, labels []int) (loss float64) {
	z := f.logits(x)
	classes := len(z) / len(labels)
	for n, label := range labels {
		var sum float64
		row := z[n*classes : (n+1)*classes]
		top := slices.Max(row)
		for _, v := range row {
			sum += math.Exp(v - top)
		}
		loss += math.Log(sum) + top - row[label]
	}
	return loss / float64(len(labels))
}

// gradient is the central difference of the loss for one parameter.
func (f *floatNet) gradient(x []float64, labels []int, at *float64) float64 {
	const step = 1e-5
	old := *at
	*at = old + step
	above := f.loss(x, labels)
	*at = old - step
	below := f.loss(x, labels)
	*at = old
	return (above - below) / (2 * step)
}

// draw returns n numbers of about normal distribution.
func draw(key uint32, n int, scale float32) []float32 {
	v := make([]float32, n)
	for i := range v {
		v[i] = scale * fixedpoint.Normal(key, uint32(i))
	}
	return v
}

// withWeights fills in random parameters and calibrates the scales.
func withWeights(t testing.TB, s Spec, x []float64, scale func(peak float64, relu bool) float64) Spec {
	t.Helper()
	s.Layers = slices.Clone(s.Layers)
	randomise(t, &s)
	n, err := NewQ15(s, Options{})
	require.NoError(t, err)
	for i, v := range realNet(s, n).values(x) {
		top := 0.0
		for _, y := range v {
			top = max(top, math.Abs(y))
		}
		s.Layers[i].Scale = scale(top, s.Layers[i].ReLU)
	}
	return s
}

// randomise fills in random parameters, and scales of 1.
func randomise(t testing.TB, s *Spec) {
	t.Helper()
	var shapes []op.Shape
	for i := range s.Layers {
		l := &s.Layers[i]
		in := s.Input
		if j := inputsOf(s.Layers, i)[0]; j >= 0 {
			in = shapes[j]
		}
		if l.Kind == Dense {
			in = op.Shape{N: in.N, H: 1, W: 1, C: in.H * in.W * in.C}
		}
		w, out := l.window(in)
		l.Scale = 1
		switch l.Kind {
		case Dense, Conv:
			out.C = l.outputs(in)
			fanIn := w.H * w.W * in.C / l.groups(in)
			p, err := Quantise(draw(uint32(i), fanIn*out.C, float32(1.4/math.Sqrt(float64(fanIn)))), draw(uint32(100+i), out.C, 0.1))
			require.NoError(t, err)
			l.Params = p
		case GlobalPool:
			out.H, out.W = 1, 1
		case Add:
			out = in
		}
		shapes = append(shapes, out)
	}
}

// nets of all layers: 1-D and 2-D, strides, dilation, groups, depthwise, pools.
func testNets() map[string]Spec {
	time := op.Shape{N: 3, H: 1, W: 20, C: 4}
	image := op.Shape{N: 2, H: 9, W: 7, C: 2}
	same := Padding{Same: true}
	head := Layer{Kind: Dense, Out: 3}
	return map[string]Spec{
		"dense":          {Input: time, Layers: []Layer{{Kind: Dense, Out: 12, ReLU: true}, head}},
		"linear between": {Input: time, Layers: []Layer{{Kind: Dense, Out: 6}, {Kind: Dense, Out: 8, ReLU: true}, head}},
		"conv1d": {Input: time, Layers: []Layer{
			{Kind: Conv, Out: 6, Kernel: [2]int{1, 3}, Pad: same, ReLU: true},
			{Kind: MaxPool, Kernel: [2]int{1, 2}, Stride: [2]int{1, 2}},
			{Kind: Conv, Out: 5, Kernel: [2]int{1, 3}, Stride: [2]int{1, 2}, Dilation: [2]int{1, 2}, Pad: same, ReLU: true},
			{Kind: GlobalPool},
			head,
		}},
		"conv2d": {Input: image, Layers: []Layer{
			{Kind: Conv, Out: 4, Kernel: [2]int{3, 3}, Stride: [2]int{2, 1}, Pad: Padding{Top: 1, Left: 2}, ReLU: true},
			{Kind: Conv, Out: 4, Kernel: [2]int{3, 3}, Pad: same, Groups: 4, ReLU: true}, // depthwise
			{Kind: Conv, Out: 6, Groups: 2, ReLU: true},
			{Kind: MaxPool, Kernel: [2]int{2, 2}, Stride: [2]int{2, 1}, Pad: same},
			{Kind: GlobalPool},
			head,
		}},
		"residual": {Input: image, Layers: []Layer{
			{Kind: Conv, Out: 4, Kernel: [2]int{3, 3}, Pad: same, ReLU: true},
			{Kind: Conv, Out: 4, Kernel: [2]int{3, 3}, Pad: same, ReLU: true},
			{Kind: Conv, Out: 4, Kernel: [2]int{3, 3}, Pad: same},
			{Kind: Add, From: []int{2, 0}, ReLU: true},
			{Kind: Conv, Out: 6, Kernel: [2]int{3, 3}, Stride: [2]int{2, 2}, Pad: same, ReLU: true},
			{Kind: Conv, Out: 6, Kernel: [2]int{3, 3}, Pad: same},
			{Kind: Conv, Out: 6, Stride: [2]int{2, 2}, Pad: same, From: []int{3}},
			{Kind: Add, From: []int{5, 6}, ReLU: true},
			{Kind: GlobalPool},
			head,
		}},
		"average": {Input: image, Layers: []Layer{
			{Kind: Conv, Out: Each, Groups: Each, Kernel: [2]int{3, 3}, Pad: same, ReLU: true},
			{Kind: Conv, Out: 5, ReLU: true},
			{Kind: AvgPool, Kernel: [2]int{3, 2}, Stride: [2]int{2, 2}, Pad: same},
			{Kind: Conv, Out: 4, Kernel: [2]int{2, 2}, ReLU: true},
			head,
		}},
		"curves": {Input: time, Layers: []Layer{
			{Kind: Conv, Out: 6, Kernel: [2]int{1, 3}},
			{Kind: LeakyReLU, Slope: 0.1},
			{Kind: Dense, Out: 9, ReLU: true},
			head,
		}},
		"tanh": {Input: time, Layers: []Layer{{Kind: Dense, Out: 9}, {Kind: Tanh}, head}},
		"bounded curves": {Input: time, Layers: []Layer{
			{Kind: Dense, Out: 9},
			{Kind: Sigmoid},
			{Kind: Dense, Out: 8},
			{Kind: ReLU6},
			head,
		}},
		"pool first": {Input: time, Layers: []Layer{
			{Kind: MaxPool, Kernel: [2]int{1, 2}, Stride: [2]int{1, 2}},
			{Kind: Conv, Out: 6, Kernel: [2]int{1, 3}, ReLU: true},
			{Kind: MaxPool, Kernel: [2]int{1, 3}, Stride: [2]int{1, 3}, Pad: same},
			head,
		}},
	}
}

// TestGradients compares the integer gradient of every layer with finite differences
// of the float64 net.
func TestGradients(t *testing.T) {
	for name, s := range testNets() {
		size := s.Input.Len()
		x := draw(7, size, 1)
		x64, labels := make([]float64, size), make([]int, s.Input.N)
		for i, v := range x {
			x64[i] = float64(v)
		}
		for i := range labels {
			labels[i] = i % 3
		}
		t.Run(name+" q15", func(t *testing.T) {
			s.InputScale = ScaleQ15(4)
			s := withWeights(t, s, x64, func(peak float64, _ bool) float64 { return ScaleQ15(peak) })
			n, err := NewQ15(s, Options{})
			require.NoError(t, err)
			checkGradients(t, s, n, x, x64, labels, 0.02)
		})
		t.Run(name+" q7", func(t *testing.T) {
			s.InputScale = ScaleQ7(4, false)
			s := withWeights(t, s, x64, ScaleQ7)
			n, err := NewQ7(s, Options{})
			require.NoError(t, err)
			checkGradients(t, s, n, x, x64, labels, 0.35) // 8 bits flip a ReLU or the larger of a pair here and there
		})
	}
}

func checkGradients[X op.Value, A op.Sum](t *testing.T, s Spec, n *Net[X, A], x []float32, x64 []float64, labels []int, tolerance float64) {
	t.Helper()
	f := realNet(s, n)
	begin(n, x, labels)
	require.InDelta(t, f.loss(x64, labels), n.head.run(n.last().logits, len(labels)).Float64(), tolerance)
	n.head.send(&n.pass, n.last())
	for i := len(n.nodes) - 1; i >= 0; i-- {
		if j := n.joints[i]; j != nil {
			j.flush(&n.pass, len(labels)*n.value(i).one())
		}
		n.nodes[i].backward(&n.pass)
		if l, ok := n.nodes[i].(*Linear[X, A]); ok {
			off := l.compare(n, f, x64, labels)
			assert.Less(t, off, tolerance, "layer %d", i)
		}
	}
}

// compare returns the distance of the layer's gradient from that of f, relative to
// its length.
func (l *Linear[X, A]) compare(n *Net[X, A], f *floatNet, x64 []float64, labels []int) float64 {
	l.gradBias(&n.pass)
	n.gradNorm(l)
	var off, length float64
	add := func(got float64, at *float64) {
		want := f.gradient(x64, labels, at)
		off += (got - want) * (got - want)
		length += want * want
	}
	for c := range l.db {
		for k := range l.fanIn {
			i := c*l.fanIn + k
			add(float64(l.dw[i])*l.gradUnit(c).Float64(), &f.w[l.index][i])
		}
		add(l.realBias(c).Float64(), &f.b[l.index][c])
	}
	return math.Sqrt(off / length)
}
