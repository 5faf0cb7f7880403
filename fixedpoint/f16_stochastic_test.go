package fixedpoint

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestToF16StochasticExact(t *testing.T) {
	for i := range uint32(1 << 16) {
		h := F16(i)
		want := h
		switch {
		case h.IsNaN():
			want = 0x7e00
		case h.IsInf(0):
			want--
		}
		for _, r := range []uint32{0, 1 << 31, math.MaxUint32} {
			if got := ToF16Stochastic(FromF16(h), r); got != want {
				t.Fatalf("ToF16Stochastic(%#04x, %#x) = %#04x, want %#04x", i, r, uint16(got), uint16(want))
			}
		}
	}
}

func TestToF16StochasticEdges(t *testing.T) {
	inf := float32(math.Inf(1))
	for _, c := range []struct {
		name string
		x    float32
		r    uint32
		want F16
	}{
		{"infinity", inf, 0, 0x7bff},
		{"minus infinity", -inf, math.MaxUint32, 0xfbff},
		{"beyond the largest", 65505, math.MaxUint32, 0x7bff},
		{"largest float32", -math.MaxFloat32, 0, 0xfbff},
		{"below the largest", 65503, math.MaxUint32, 0x7bff},
		{"subnormal into normal", 0x1p-14 - 0x1p-30, math.MaxUint32, 0x0400},
		{"smallest float32", math.SmallestNonzeroFloat32, math.MaxUint32, 0},
		{"minus zero", float32(math.Copysign(0, -1)), math.MaxUint32, 0x8000},
		{"NaN with sign", math.Float32frombits(0xffc00001), 1, 0x7e00},
	} {
		assert.Equal(t, c.want, ToF16Stochastic(c.x, c.r), c.name)
	}
}

// TestToF16StochasticMean counts the results over evenly spaced random bits: the
// mean is then exact up to one count.
func TestToF16StochasticMean(t *testing.T) {
	const draws = 1 << 16
	for _, x := range []float32{
		1.0001, -1.0001, 3.14159, 1000.3, 65500.7, 0.00007, // normal
		0x1p-15 + 0x1p-27, 3.3e-6, 1.7e-7, 5.96e-8, 2.1e-8, 1e-9, -1e-9, // subnormal
	} {
		sum, low, high := 0.0, math.Inf(1), math.Inf(-1)
		for i := range uint32(draws) {
			y := float64(FromF16(ToF16Stochastic(x, i<<16|i)))
			low, high, sum = min(low, y), max(high, y), sum+y
		}
		step := high - low
		if math.Abs(sum/draws-float64(x)) > 1.01*step/draws || low > float64(x) || high < float64(x) {
			t.Errorf("x = %g: mean %g, between %g and %g", x, sum/draws, low, high)
		}
	}
}
