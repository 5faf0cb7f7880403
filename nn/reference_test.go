package nn

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// grid is the geometry of a window, worked out from the definition.
type grid struct{ in, out, kernel, stride, dilation, before int }

func newGrid(size, kernel, stride, dilation int, same bool, before, after int) grid {
	stride, dilation = max(stride, 1), max(dilation, 1)
	long := (kernel-1)*dilation + 1
	if same {
		out := int(math.Ceil(float64(size) / float64(stride)))
		total := max(0, (out-1)*stride+long-size)
		before, after = total/2, total-total/2
	}
	return grid{size, (size+before+after-long)/stride + 1, kernel, stride, dilation, before}
}

// at returns the input that tap k of output o reads, -1 for the padding.
func (g grid) at(o, k int) int {
	if i := o*g.stride + k*g.dilation - g.before; i >= 0 && i < g.in {
		return i
	}
	return -1
}

// axes returns y, x and channels of an input.
func axes(s NodeSpec, in Shape) (h, w, c int) {
	switch {
	case strings.HasSuffix(s.Kind, "2d") && len(in) == 2:
		return in[0], in[1], 1
	case len(in) == 3:
		return in[0], in[1], in[2]
	}
	return 1, in[0], in[1]
}

// reference computes a convolution or pooling of x [y × x × channel] in the plainest
// way. w is [tap × channel of the group × out].
func reference(s NodeSpec, in Shape, x, w, bias []float64) []float64 {
	h, wd, c := axes(s, in)
	if strings.Contains(s.Kind, "pool") && s.Stride[1] == 0 {
		s.Stride = s.Kernel
	}
	gy := newGrid(h, max(s.Kernel[0], 1), s.Stride[0], s.Dilation[0], s.Pad.Same, s.Pad.Top, s.Pad.Bottom)
	gx := newGrid(wd, s.Kernel[1], s.Stride[1], s.Dilation[1], s.Pad.Same, s.Pad.Left, s.Pad.Right)
	out, groups := s.Out, max(s.Groups, 1)
	if out == 0 {
		out, groups = c, c
	}
	cg, og := c/groups, out/groups
	var y []float64
	for o := range gy.out * gx.out * out {
		oc, ox, oy := o%out, o/out%gx.out, o/out/gx.out
		sum, top, count := bias[oc], math.Inf(-1), 0
		for k := range gy.kernel * gx.kernel {
			iy, ix := gy.at(oy, k/gx.kernel), gx.at(ox, k%gx.kernel)
			if iy < 0 || ix < 0 {
				continue
			}
			count++
			for i := range cg {
				v := x[(iy*wd+ix)*c+oc/og*cg+i]
				top = max(top, v)
				sum += v * w[(k*cg+i)*out+oc]
			}
		}
		switch {
		case strings.HasPrefix(s.Kind, "max"):
			sum = top
		case strings.HasPrefix(s.Kind, "avg"):
			sum /= float64(count)
		}
		y = append(y, sum)
	}
	return y
}

// Every convolution and pooling of the list against the textbook loop, in both
// storage types.
func TestAgainstTheTextbook(t *testing.T) {
	for _, c := range LayerCases {
		if !strings.Contains(c.Kind, "conv") && !strings.Contains(c.Kind, "depthwise") && !strings.Contains(c.Kind, "pool") || c.Kind == "globalpool" {
			continue
		}
		for d, tol := range map[DType]float64{F32: 1e-5, Half: 4e-3} {
			t.Run(c.String()+" "+d.String(), func(t *testing.T) { checkReference(t, c, d, tol) })
		}
	}
}

func checkReference(t *testing.T, c LayerCase, d DType, tol float64) {
	s, err := Parse("input " + c.Input + "\n" + c.Layers + "\nloss mse")
	require.NoError(t, err)
	m, err := Build(s, Options{Batch: 2, DType: d, Seed: 5})
	require.NoError(t, err)
	node, size := s.Nodes[0], s.Input.Len()
	bias := make([]float64, max(node.Out, s.Input.Channels()))
	w := []float64(nil)
	if len(m.blocks) > 0 {
		b := m.blocks[0]
		normals(b.B.f32, 3, 1)
		w = wide(b.W.Read(m.opt.Kernels, 0, b.W.Len(), make([]float, b.W.Len())))
		copy(bias, wide(b.B.f32))
	} else { // a pool multiplies by 1
		for range node.Kernel[1] * max(node.Kernel[0], 1) * s.Input.Channels() {
			w = append(w, 1)
		}
	}
	fillBatch(m, 2, 8)
	x := wide(m.input.Read(m.opt.Kernels, 0, 2*size, make([]float, 2*size)))
	got := wide(m.Infer(2))
	want := append(reference(node, s.Input, x[:size], w, bias), reference(node, s.Input, x[size:], w, bias)...)
	require.Len(t, got, len(want))
	for i := range want {
		if math.Abs(got[i]-want[i]) > tol*max(1, math.Abs(want[i])) {
			t.Fatalf("output %d: got %v, want %v", i, got[i], want[i])
		}
	}
}

func wide(v []float) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = float64(x)
	}
	return out
}

// Frozen and inference statistics, global pools, activations: by their formulas.
func TestFormulas(t *testing.T) {
	x := []float{-3, -0.5, 0, 0.5, 2, 7, -7, 1}
	for line, f := range map[string]func(float64) float64{
		"relu":                func(x float64) float64 { return max(x, 0) },
		"relu6":               func(x float64) float64 { return min(max(x, 0), 6) },
		"leakyrelu":           func(x float64) float64 { return max(x, 0.01*x) },
		"leakyrelu slope=0.5": func(x float64) float64 { return max(x, x/2) },
		"sigmoid":             func(x float64) float64 { return 1 / (1 + math.Exp(-x)) },
		"tanh":                math.Tanh,
		"batchnorm":           func(x float64) float64 { return x / math.Sqrt(1.001) },
		"batchnorm eps=1":     func(x float64) float64 { return x / math.Sqrt2 },
		"dropout p=0.5":       func(x float64) float64 { return x },
		"flatten":             func(x float64) float64 { return x },
	} {
		for d, tol := range map[DType]float64{F32: 1e-6, Half: 1e-3} {
			got := inferOne(t, "input 4x2\n"+line+"\nloss mse", d, x)
			for i, v := range x {
				if want := f(float64(v)); math.Abs(float64(got[i])-want) > tol*max(1, math.Abs(want)) {
					t.Errorf("%s %v of %v: got %v, want %v", line, d, v, got[i], want)
				}
			}
		}
	}
	require.Equal(t, []float{-2, 2}, inferOne(t, "input 4x2\nglobalpool\nloss mse", F32, x))
}

func inferOne(t *testing.T, net string, d DType, x []float) []float {
	s, err := Parse(net)
	require.NoError(t, err)
	m, err := Build(s, Options{DType: d})
	require.NoError(t, err)
	m.Batch().Put(0, x)
	return m.Infer(1)
}
