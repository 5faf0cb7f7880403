package kerneltest

import (
	"math"

	"edgetune/internal/kernel"
)

// Adversarial draws a, b, c for which a*b+c is easily rounded wrongly: products
// next to a tie of the sum, with a normal and with a subnormal result.
func Adversarial(r interface {
	Int64N(n int64) int64
	IntN(n int) int
	Uint32() uint32
},
) (a, b, c float32) {
	// m·q is next to 2^47, so a·b is next to a power of two: half a place of c.
	m := 1<<23 + r.Int64N(1<<23)
	q := (1<<47 + m/2) / m
	if r.IntN(2) == 0 {
		a = float32(math.Ldexp(float64(m), -23))
		b = float32(math.Ldexp(float64(q), -48+r.IntN(2)))
		c = (1 + float32(r.IntN(1<<23))*0x1p-23) * float32(1-2*r.IntN(2))
		return a, b, c
	}
	a = float32(math.Ldexp(float64(m), -23-70))
	b = float32(math.Ldexp(float64(q), -24-80+r.IntN(2)))
	return a, b, math.Float32frombits(r.Uint32() & 0x807fffff)
}

// fused checks an element-wise FMA where rounding twice shows.
func (c *check) fused(got func(y, x, w []kernel.Float)) error {
	const n = 64
	for range 300 {
		var x, w, y, want [n]kernel.Float
		for i := range n {
			a, b, z := Adversarial(c.src)
			x[i], w[i], y[i] = kernel.Float(a), kernel.Float(b), kernel.Float(z)
			want[i] = kernel.FMA(x[i], w[i], y[i])
		}
		got(y[:], x[:], w[:])
		if err := diff(want[:], y[:]); err != nil {
			return err
		}
	}
	return nil
}
