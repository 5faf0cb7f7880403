package fixedpoint

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestExpQ26(t *testing.T) {
	worst := 0.0
	for a := int64(0); a >= -1<<31; a -= 98_765 {
		exact := math.Exp(float64(a) * 0x1p-26)
		worst = max(worst, math.Abs(float64(ExpQ26(int32(a)))*0x1p-31-exact))
	}
	t.Logf("largest error 2^%.1f", math.Log2(worst))
	assert.Less(t, worst, 0x1p-22)
}

func TestReciprocalQ31(t *testing.T) {
	worst := 0.0
	for a := int64(0); a < 1<<31; a += 98_765 {
		exact := 1 / (1 + float64(a)*0x1p-31)
		worst = max(worst, math.Abs(float64(ReciprocalQ31(int32(a)))*0x1p-31-exact))
	}
	t.Logf("largest error 2^%.1f", math.Log2(worst))
	assert.Less(t, worst, 0x1p-28)
}

func TestSigmoidAndTanhInt16(t *testing.T) {
	for _, scale := range []float64{0x1p-12, 0x1p-11, 0.0001, 0.000326, 0.001} {
		c := NewCurveScale(scale)
		slack := 1.0 / 16384 * 0.67 // the multiplier is cut off: x moves by up to 2^-14, and |x·f'(x)| <= 0.67
		if c.Shift == 0 {
			slack = 0
		}
		var s, h float64
		for x := math.MinInt16; x <= math.MaxInt16; x++ {
			r := float64(x) * scale
			s = max(s, math.Abs(float64(SigmoidInt16(int16(x), c))*0x1p-15-1/(1+math.Exp(-r))))
			h = max(h, math.Abs(float64(TanhInt16(int16(x), c))*0x1p-15-math.Tanh(r)))
		}
		t.Logf("scale %g: sigmoid %.2f, tanh %.2f units", scale, s*32768, h*32768)
		assert.Less(t, s-slack, 1.5/32768, "sigmoid, scale %g", scale)
		assert.Less(t, h-slack, 2.5/32768, "tanh, scale %g", scale)
	}
	zero := NewCurveScale(math.NaN())
	assert.EqualValues(t, 16384, SigmoidInt16(12345, zero))
	assert.Zero(t, TanhInt16(12345, zero))
}

func TestNewCurveScale(t *testing.T) {
	assert.Equal(t, CurveScale{Mult: 3}, NewCurveScale(0x1p-12))
	assert.Equal(t, CurveScale{Mult: 6}, NewCurveScale(0x1p-11))
	assert.Equal(t, CurveScale{Mult: 24576, Shift: 12}, NewCurveScale(0x1p-11+0x1p-30))
	assert.Equal(t, CurveScale{Mult: 0, Shift: 31}, NewCurveScale(0))
	assert.Equal(t, CurveScale{Mult: math.MaxInt32}, NewCurveScale(math.Inf(1)))
}

// softmax64 is the reference in float64.
func softmax64(z []float64) []float64 {
	var sum float64
	p := make([]float64, len(z))
	for i, v := range z {
		p[i] = math.Exp(v)
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
	return p
}

func rows(n, width, spread int) [][]int16 {
	var all [][]int16
	for r := range n {
		row := make([]int16, width)
		for i := range row {
			row[i] = int16(Below(Rand(Key(5, uint32(width), 0), uint32(r*width+i)), uint32(2*spread+1))) - int16(spread)
		}
		all = append(all, row)
	}
	return all
}

func TestSoftmaxInt8(t *testing.T) {
	s := NewSoftmaxScale(1, 0.1)
	for _, width := range []int{1, 2, 10, 1000} {
		for _, row := range rows(20, width, 127) {
			x, y, y16, z := make([]int8, width), make([]int8, width), make([]int16, width), make([]float64, width)
			for i, v := range row {
				x[i], z[i] = int8(v), 0.1*float64(v)
			}
			SoftmaxInt8(y, x, s)
			SoftmaxInt8To16(y16, x, s)
			for i, p := range softmax64(z) {
				require.InDelta(t, min(256*p, 255), float64(y[i])+128, 1)
				require.InDelta(t, min(65536*p, 65535), float64(y16[i])+32768, 2)
			}
		}
	}
	SoftmaxInt8(nil, nil, s) // no logits, no panic
}

func TestNewSoftmaxScale(t *testing.T) {
	s := NewSoftmaxScale(1, 1.0/16)
	assert.Equal(t, SoftmaxScale{Mult: Multiplier{M: 1 << 30, Shift: 23}, Min: -248}, s)
}

func TestSoftmaxInt16(t *testing.T) {
	const scale = 1.0 / 4096
	m := NewSoftmaxMultiplier(1, scale)
	worst := 0.0
	for _, width := range []int{1, 2, 10, 1000} {
		for _, row := range rows(20, width, 16000) {
			y, z := make([]int16, width), make([]float64, width)
			for i, v := range row {
				z[i] = scale * float64(v)
			}
			SoftmaxInt16(y, row, m)
			for i, p := range softmax64(z) {
				worst = max(worst, math.Abs(min(32768*p, 32767)-float64(y[i])))
			}
		}
	}
	t.Logf("largest error %.2f units", worst)
	assert.Less(t, worst, 2.0)
	SoftmaxInt16(nil, nil, m)
}

func TestSoftmaxCE(t *testing.T) {
	for _, row := range rows(50, 10, 2000) {
		p, g, z := make([]uint16, 10), make([]int16, 10), make([]float64, 10)
		for i, v := range row {
			z[i] = float64(v) / 256
		}
		SoftmaxCE(p, g, row, 3)
		sum := 0
		for i, exact := range softmax64(z) {
			require.InDelta(t, 32768*exact, float64(p[i]), 1+0.002*32768*exact)
			sum += int(g[i])
		}
		require.InDelta(t, 0, sum, 10)
		require.Equal(t, max(int(p[3])-32768, -32767), int(g[3]))
	}
	SoftmaxCE(nil, nil, nil, 0)
	p, g := make([]uint16, 1), make([]int16, 1)
	SoftmaxCE(p, g, []int16{5}, -1)
	assert.EqualValues(t, 32768, p[0])
	assert.EqualValues(t, 32767, g[0])
}

func TestTable8(t *testing.T) {
	in, out := Affine{Scale: 0.1, Zero: 5}, Affine{Scale: 1.0 / 256, Zero: -128}
	table := NewTable8(in, out, Sigmoid)
	x, y := make([]int8, 256), make([]int8, 256)
	for i := range x {
		x[i] = int8(i - 128)
	}
	table.Apply(y, x)
	for i, v := range x {
		exact := min(256/(1+math.Exp(-0.1*(float64(v)-5))), 255)
		require.InDelta(t, exact, float64(y[i])+128, 0.501)
	}
}
