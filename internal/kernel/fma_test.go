//go:build !float64

package kernel_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"

	"edgetune/internal/kernel"
	"edgetune/internal/kernel/kerneltest"
)

// TestFMA compares FMA with exact arithmetic on inputs next to ties, and shows that
// they tell it from the two tempting ways, which round twice.
func TestFMA(t *testing.T) {
	n := 300_000
	if testing.Short() {
		n = 60_000
	}
	r := rand.New(rand.NewPCG(1, 2))
	var viaFMA, viaSum int
	for range n {
		a, b, c := kerneltest.Adversarial(r)
		want := exactFMA(a, b, c)
		if got := kernel.FMA(a, b, c); got != want {
			t.Fatalf("FMA(%x, %x, %x) = %x, want %x", a, b, c, got, want)
		}
		if float32(math.FMA(float64(a), float64(b), float64(c))) != want {
			viaFMA++
		}
		if float32(float64(a)*float64(b)+float64(c)) != want {
			viaSum++
		}
	}
	t.Logf("of %d: float32(math.FMA) wrong %d times, float32 of a float64 sum %d times", n, viaFMA, viaSum)
	assert.Positive(t, viaFMA, "the inputs do not tell FMA from float32(math.FMA)")
	assert.Positive(t, viaSum, "the inputs do not tell FMA from a float64 sum")
}

// exactFMA rounds a·b+c once. The inputs make no zero, infinity or NaN.
func exactFMA(a, b, c float32) float32 {
	z := new(big.Float).SetPrec(1000).SetFloat64(float64(a))
	z.Mul(z, big.NewFloat(float64(b)))
	z.Add(z, big.NewFloat(float64(c)))
	y, _ := z.Float32()
	return y
}

func TestFMASpecial(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range [][3]float64{
		{0, 1, 0},
		{0, -1, 0},
		{1, 1, -1},
		{-1, 1, 1},
		{0, inf, 1},
		{inf, 1, -inf},
		{inf, -1, 0},
		{nan, 1, 1},
		{1, 1, nan},
		{math.MaxFloat32, 2, -inf},
		{math.MaxFloat32, 2, 0},
		{1e-45, 1e-45, 0},
		{-1e-45, 1e-45, 0},
	} {
		x, y, z := float32(c[0]), float32(c[1]), float32(c[2])
		want := []float32{float32(math.FMA(float64(x), float64(y), float64(z)))}
		kerneltest.SameBits(t, want, []float32{kernel.FMA(x, y, z)})
	}
}
