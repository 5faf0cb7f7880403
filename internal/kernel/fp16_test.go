package kernel_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"

	"edgetune/fixedpoint"
	"edgetune/internal/kernel"
)

// exact16 is a*b+c in big arithmetic, rounded once to float16.
func exact16(a, b, c kernel.F16) kernel.F16 {
	x := func(h kernel.F16) *big.Float { return big.NewFloat(float64(fixedpoint.FromF16(h))).SetPrec(200) }
	s := x(a)
	s.Mul(s, x(b)).Add(s, x(c))
	if s.MantExp(nil) > -14 {
		f, _ := s.SetPrec(11).SetMode(big.ToNearestEven).Float32()
		return fixedpoint.ToF16(f)
	}
	units, _ := s.SetMantExp(s, 24).Float64() // of 2^-24, the smallest float16; below 2^10, so exact
	return fixedpoint.ToF16(float32(math.Ldexp(math.RoundToEven(units), -24)))
}

// TestFMA16 draws bits, and sums whose last place the product decides.
func TestFMA16(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 0))
	once := 0
	for range 200_000 {
		a, b, c := kernel.F16(r.Uint32()&0xbfff), kernel.F16(r.Uint32()&0xbfff), kernel.F16(r.Uint32()&0xbfff)
		if r.IntN(2) == 0 { // exponents such that a·b is about half a place of c
			a, b, c = a&0x83ff|0x3c00, b&0x83ff|0x1000, c&0x83ff|0x3c00
		}
		want, got := exact16(a, b, c), kernel.FMA16(a, b, c)
		if want != got && fixedpoint.FromF16(want) != fixedpoint.FromF16(got) {
			t.Fatalf("FMA16(%#04x, %#04x, %#04x) = %#04x, want %#04x", a, b, c, got, want)
		}
		if f := fixedpoint.FromF16(a)*fixedpoint.FromF16(b) + fixedpoint.FromF16(c); fixedpoint.ToF16(f) != got {
			once++
		}
	}
	assert.Positive(t, once, "no case in which rounding twice is wrong")
	t.Logf("rounding to float32 first is wrong %d times", once)
}

func TestNamed(t *testing.T) {
	for _, s := range kernel.Named() {
		got, err := kernel.ByName(s.Name)
		assert.NoError(t, err)
		assert.True(t, got.Inference, s.Name)
		assert.False(t, kernel.Best().Inference)
		assert.NotContains(t, kernel.All(), s)
	}
	if len(kernel.Named()) == 0 {
		_, err := kernel.ByName("neon-fp16")
		assert.ErrorContains(t, err, `set "neon-fp16" cannot run here`)
	}
}
