package op

import (
	"math"
	"testing"

	"edgetune/fixedpoint"
	"edgetune/internal/kernel"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// geometry draws a small convolution: input, window with any stride, dilation and
// padding, and an output that may hang over the end.
func geometry(t *rapid.T) (in, out Shape, w Window) {
	n := func(name string, lo, hi int) int { return rapid.IntRange(lo, hi).Draw(t, name) }
	in = Shape{n("n", 1, 2), n("h", 1, 6), n("w", 1, 6), n("c", 1, 4)}
	w = Window{
		H: n("fh", 1, 3), W: n("fw", 1, 4), StrideH: n("sh", 1, 3), StrideW: n("sw", 1, 3),
		DilationH: n("dh", 1, 3), DilationW: n("dw", 1, 3), Top: n("top", 0, 4), Left: n("left", 0, 4),
	}
	return in, Shape{in.N, n("oh", 1, 5), n("ow", 1, 5), 0}, w
}

func values(t *rapid.T, n int) []int8 { return rapid.SliceOfN(rapid.Int8(), n, n).Draw(t, "values") }

// plain is the output stage that shows the lowest 8 bits of a sum that fits.
func plain() Output {
	return Output{Mult: []fixedpoint.Multiplier{{M: 1 << 30, Shift: -8}}, Range: fixedpoint.Int8}
}

// tapsOf visits the taps of one output by the definition.
func tapsOf(w Window, in Shape, oy, ox int, f func(ky, kx, y, x int)) {
	for ky := range w.H {
		for kx := range w.W {
			y, x := oy*w.StrideH-w.Top+ky*w.DilationH, ox*w.StrideW-w.Left+kx*w.DilationW
			if y >= 0 && y < in.H && x >= 0 && x < in.W {
				f(ky, kx, y, x)
			}
		}
	}
}

func TestConvIsItsDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in, out, w := geometry(t)
		groups := rapid.SampledFrom([]int{1, in.C}).Draw(t, "groups")
		out.C = groups * rapid.IntRange(1, 2).Draw(t, "per")
		per := in.C / groups
		c := Conv[int8, int8, int32]{
			Loops: Int8(kernel.Best()), Window: w, In: in, Out: out, Groups: groups,
			Zero: rapid.Int32Range(-128, 127).Draw(t, "zero"), Weights: values(t, out.C*w.H*w.W*per), Output: plain(),
		}
		x := values(t, in.Len())
		if err := c.Check(); err != nil {
			t.Fatal(err)
		}
		c.Each(x, make([]int32, 2*out.C), make([]int8, c.Patch()), func(at int, sums []int32) {
			pos := at / out.C
			n, oy, ox := pos/(out.H*out.W), pos/out.W%out.H, pos%out.W
			for o, got := range sums {
				var want int32
				tapsOf(w, in, oy, ox, func(ky, kx, y, xx int) {
					for i := range per {
						v := x[((n*in.H+y)*in.W+xx)*in.C+o/(out.C/groups)*per+i]
						want += (int32(v) - c.Zero) * int32(c.Weights[((o*w.H+ky)*w.W+kx)*per+i])
					}
				})
				if want != got {
					t.Fatalf("output %d %d %d %d: %d, want %d", n, oy, ox, o, got, want)
				}
			}
		})
	})
}

// TestDepthwiseIsGroupedConv: the same filters in the other layout.
func TestDepthwiseIsGroupedConv(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in, out, w := geometry(t)
		mult := rapid.IntRange(1, 3).Draw(t, "mult")
		out.C = in.C * mult
		zero := rapid.Int32Range(-128, 127).Draw(t, "zero")
		d := Depthwise[int8, int8, int32]{
			Loops: Int8(kernel.Best()), Window: w, In: in, Out: out, Multiplier: mult, Zero: zero,
			Weights: values(t, w.H*w.W*out.C), Output: plain(),
		}
		c := Conv[int8, int8, int32]{
			Loops: Int8(kernel.Best()), Window: w, In: in, Out: out, Groups: in.C, Zero: zero,
			Weights: make([]int8, len(d.Weights)), Output: plain(),
		}
		for i, v := range d.Weights {
			c.Weights[i%out.C*w.H*w.W+i/out.C] = v
		}
		if err := d.Check(); err != nil {
			t.Fatal(err)
		}
		x, a, b := values(t, in.Len()), make([]int8, out.Len()), make([]int8, out.Len())
		d.Run(a, x, make([]int32, out.C))
		c.Run(b, x, make([]int32, 2*out.C), make([]int8, c.Patch()))
		for i, v := range a {
			if v != b[i] {
				t.Fatalf("output %d: %d, want %d", i, v, b[i])
			}
		}
	})
}

// TestDenseIsConv: one position, and a zero point of the weights by hand.
func TestDenseZeroPoints(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Dense[int8, int8, int32]{
			Loops: Int8(kernel.Best()), Batch: 2, In: rapid.IntRange(1, 9).Draw(t, "in"), Out: 3,
			Zero: rapid.Int32Range(-128, 127).Draw(t, "zero"), WeightZero: rapid.Int32Range(-128, 127).Draw(t, "weight zero"),
			Bias: []int32{5, -100, 1000}, Output: plain(),
		}
		d.Weights = values(t, d.In*d.Out)
		x, y := values(t, d.In*d.Batch), make([]int8, 6)
		d.Run(y, x, make([]int32, 6))
		for i, got := range y {
			sum := d.Bias[i%3]
			for k := range d.In {
				sum += (int32(x[i/3*d.In+k]) - d.Zero) * (int32(d.Weights[i%3*d.In+k]) - d.WeightZero)
			}
			if want := int8(d.Output.Quantise(int64(sum), 0)); want != got {
				t.Fatalf("output %d: %d, want %d", i, got, want)
			}
		}
	})
}

// TestTransposeConvScatters: the gather must equal the scatter of the definition.
func TestTransposeConvScatters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in, out, w := geometry(t)
		out.C = 2
		c := TransposeConv[int8, int8, int32]{
			Loops: Int8(kernel.Best()), Window: w, In: in, Out: out, Zero: 3,
			Weights: values(t, 2*w.H*w.W*in.C), Output: plain(),
		}
		x, y := values(t, in.Len()), make([]int8, out.Len())
		c.Run(y, x)
		sums := make([]int32, out.Len())
		for i, v := range x {
			ch, iy, ix, n := i%in.C, i/in.C/in.W%in.H, i/in.C%in.W, i/(in.H*in.W*in.C)
			for k := range 2 * w.H * w.W {
				o, ky, kx := k/(w.H*w.W), k/w.W%w.H, k%w.W
				oy, ox := iy*w.StrideH-w.Top+ky*w.DilationH, ix*w.StrideW-w.Left+kx*w.DilationW
				if oy >= 0 && oy < out.H && ox >= 0 && ox < out.W {
					sums[((n*out.H+oy)*out.W+ox)*2+o] += (int32(v) - 3) * int32(c.Weights[k*in.C+ch])
				}
			}
		}
		for i, got := range y {
			if want := int8(c.Output.Quantise(int64(sums[i]), 0)); want != got {
				t.Fatalf("output %d: %d, want %d", i, got, want)
			}
		}
	})
}

func TestPoolIsItsDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in, out, w := geometry(t)
		out.C = in.C
		p := Pool[int8]{Window: w, In: in, Out: out, Range: fixedpoint.Range{Min: -100, Max: 90}}
		x, mean, top := values(t, in.Len()), make([]int8, out.Len()), make([]int8, out.Len())
		if err := p.Check(); err != nil {
			t.Fatal(err)
		}
		p.Average(mean, x)
		p.Max(top, x)
		for i := range mean {
			sum, n, peak := 0.0, 0.0, math.MinInt8
			tapsOf(w, in, i/out.C/out.W%out.H, i/out.C%out.W, func(_, _, y, xx int) {
				v := int(x[((i/(out.H*out.W*out.C)*in.H+y)*in.W+xx)*in.C+i%in.C])
				sum, n, peak = sum+float64(v), n+1, max(peak, v)
			})
			if got, want := float64(mean[i]), math.Round(sum/max(n, 1)); got != min(max(want, -100), 90) {
				t.Fatalf("mean %d: %g, want %g", i, got, want)
			}
			if got := int(top[i]); got != min(max(peak, -100), 90) {
				t.Fatalf("max %d: %d, want %d", i, got, peak)
			}
		}
	})
}

func TestSameAndValid(t *testing.T) {
	for _, c := range []struct{ size, taps, stride, dilation, before, out int }{
		{10, 3, 1, 1, 1, 10}, {10, 4, 1, 1, 1, 10}, {10, 3, 2, 1, 0, 5}, {11, 3, 2, 1, 1, 6}, {5, 3, 1, 3, 3, 5}, {4, 1, 2, 1, 0, 2},
	} {
		before, out := Same(c.size, c.taps, c.stride, c.dilation)
		assert.Equal(t, [2]int{c.before, c.out}, [2]int{before, out}, "%+v", c)
	}
	assert.Equal(t, 8, Valid(10, 3, 1, 1))
	assert.Equal(t, 4, Valid(10, 3, 2, 1))
	assert.Equal(t, 4, Valid(10, 3, 1, 3))
	assert.Equal(t, 0, Valid(2, 3, 1, 1))
}

func TestPad(t *testing.T) {
	p := Pad[int8]{In: Shape{1, 2, 1, 2}, Before: Shape{0, 1, 0, 1}, After: Shape{1, 0, 1, 0}, Value: -9}
	require.NoError(t, p.Check())
	require.Equal(t, Shape{2, 3, 2, 3}, p.Out())
	y := make([]int8, 36)
	p.Run(y, []int8{1, 2, 3, 4})
	want := make([]int8, 36)
	for i := range want {
		want[i] = -9
	}
	copy(want[7:], []int8{1, 2})
	copy(want[13:], []int8{3, 4})
	assert.Equal(t, want, y)
	p.After.C = -1
	assert.ErrorContains(t, p.Check(), "op: pad")
}

// TestElementwise: constructors from real scales come within one unit of the reals.
func TestElementwise(t *testing.T) {
	a, b := fixedpoint.Affine{Scale: 0.03, Zero: -10}, fixedpoint.Affine{Scale: 0.011, Zero: 20}
	y := fixedpoint.Affine{Scale: 0.05, Zero: -5}
	add, mul := NewAdd[int8](a, b, y, fixedpoint.Int8, AddLeftInt8), NewMul[int8](a, b, y, fixedpoint.Int8)
	move, widen := NewRequantise[int8, int8](a, y, fixedpoint.Int8), NewRequantise[int8, int16](a, y, fixedpoint.Int16)
	out, out16 := make([]int8, 1), make([]int16, 1)
	near := func(what string, real float64, r fixedpoint.Range, got int32) {
		want := float64(y.Zero) + real/y.Scale
		if want = min(max(want, float64(r.Min)), float64(r.Max)); math.Abs(want-float64(got)) > 0.51 { // two roundings
			t.Fatalf("%s: %d, want %g", what, got, want)
		}
	}
	for p := -128; p < 128; p += 3 {
		for q := -128; q < 128; q += 5 {
			u, v := a.Real(int32(p)), b.Real(int32(q))
			add.Run(out, []int8{int8(p)}, []int8{int8(q)})
			near("add", u+v, fixedpoint.Int8, int32(out[0]))
			mul.Run(out, []int8{int8(p)}, []int8{int8(q)})
			near("mul", u*v, fixedpoint.Int8, int32(out[0]))
		}
		move.Run(out, []int8{int8(p)})
		near("requantise", a.Real(int32(p)), fixedpoint.Int8, int32(out[0]))
		widen.Run(out16, []int8{int8(p)})
		near("widen", a.Real(int32(p)), fixedpoint.Int16, int32(out16[0]))
	}
}

func TestActivationRange(t *testing.T) {
	y := fixedpoint.Affine{Scale: 0.05, Zero: -100}
	assert.Equal(t, fixedpoint.Int8, Linear.Range(y, fixedpoint.Int8))
	assert.Equal(t, fixedpoint.Range{Min: -100, Max: 127}, ReLU.Range(y, fixedpoint.Int8))
	assert.Equal(t, fixedpoint.Range{Min: -100, Max: 20}, ReLU6.Range(y, fixedpoint.Int8))
	assert.Equal(t, fixedpoint.Range{Min: -120, Max: -80}, ReLUN1To1.Range(y, fixedpoint.Int8))
	x := []int8{-128, -100, 5, 127}
	Clamp(x, x, ReLU6.Range(y, fixedpoint.Int8))
	assert.Equal(t, []int8{-100, -100, 5, 20}, x)
}

func TestNothingIsAllocated(t *testing.T) {
	in, w := Shape{1, 5, 5, 4}, Window{H: 3, W: 3, StrideH: 1, StrideW: 1, DilationH: 1, DilationW: 1, Top: 1, Left: 1}
	c := Conv[int8, int8, int32]{Loops: Int8(kernel.Best()), Window: w, In: in, Out: in, Groups: 1, Zero: 3, Weights: make([]int8, 144), Output: plain()}
	d := Depthwise[int8, int8, int32]{Loops: Int8(kernel.Best()), Window: w, In: in, Out: in, Multiplier: 1, Weights: make([]int8, 36), Output: plain()}
	p := Pool[int8]{Window: w, In: in, Out: in, Range: fixedpoint.Int8}
	x, y, sums, patch := make([]int8, 100), make([]int8, 100), make([]int32, 8), make([]int8, 36)
	assert.Zero(t, testing.AllocsPerRun(3, func() {
		c.Run(y, x, sums, patch)
		d.Run(y, x, sums)
		p.Average(y, x)
		p.Max(y, x)
	}))
}
