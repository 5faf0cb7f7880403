package sensors

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/fixedpoint"
)

func TestPower(t *testing.T) {
	for n := 4; n <= maxFFT; n *= 2 {
		x, got := make([]float32, n), make([]float32, n/2+1)
		var energy float64
		for i := range x {
			x[i] = fixedpoint.Normal(3, uint32(i))
			energy += float64(x[i]) * float64(x[i])
		}
		newRealFFT(n).power(got, x)
		for k := 0; k <= n/2; k += max(1, n/64) {
			var re, im float64
			for i, v := range x {
				a := 2 * math.Pi * float64(i*k%n) / float64(n)
				re, im = re+float64(v)*math.Cos(a), im-float64(v)*math.Sin(a)
			}
			if want := re*re + im*im; math.Abs(want-float64(got[k])) > 1e-5*energy*math.Log2(float64(n)) {
				t.Fatalf("n = %d: power %d is %g, want %g", n, k, got[k], want)
			}
		}
	}
}

func TestBandsOfASine(t *testing.T) {
	const amplitude = 3.0
	in := Layout{Height: 1, Steps: 128, Channels: 1, Rate: 128}
	x := make([]float32, 128)
	for i := range x {
		x[i] = 100 + amplitude*fixedpoint.SinTurn(uint32(i)*20<<25) // 20 Hz
	}
	for _, c := range []struct {
		name        string
		size, bands int
		at          int
		wide, bins  float64 // frequencies of a band, factor for what the window leaks inside it
	}{
		{"one frame, one band for each frequency", 128, 64, 19, 1, 1},
		{"three frames", 64, 32, 9, 1, 1},
		{"zeros behind", 256, 8, 2, 16, 3}, // the main lobe is twice as wide: its bins add up to 3
	} {
		t.Run(c.name, func(t *testing.T) {
			got := extract(t, Spec{{Kind: "bands", Size: c.size, Bands: c.bands}}, in, x, 128)
			require.Len(t, got, c.bands)
			want := amplitude * amplitude / 2 / c.wide * c.bins
			assert.InDelta(t, want, math.Exp(float64(got[c.at])), 0.02*want)
			for i, v := range got {
				if (i < c.at-2 || i > c.at+2) && math.Exp(float64(v)) > 1e-3*want {
					t.Errorf("band %d has a power of %g", i, math.Exp(float64(v)))
				}
			}
		})
	}
}

func BenchmarkBands(b *testing.B) {
	in := Layout{Height: 1, Steps: 1024, Channels: 1, Rate: 12000}
	e, err := New(Spec{{Kind: "bands", Size: 1024, Bands: 32}}, in)
	require.NoError(b, err)
	x, row := make([]float32, 1024), make([]float32, 32)
	for i := range x {
		x[i] = fixedpoint.Normal(3, uint32(i))
	}
	b.ReportAllocs()
	for b.Loop() {
		e.Extract(row, x, 1024)
	}
}
