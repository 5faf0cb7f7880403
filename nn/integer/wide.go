package integer

import (
	"math"

	"edgetune/fixedpoint"
	"edgetune/internal/kernel"
)

// The loops of 16 bits over sums of 64, in plain Go.

func requantiseWide(y []int16, sums []int64, m []fixedpoint.Multiplier, c *kernel.Clip) {
	for i, s := range sums[:len(y)] {
		v := m[i%len(m)].Reduced(s)
		switch {
		case v < int64(c.Low-c.Zero):
			v = int64(c.Low - c.Zero)
			c.Below++
		case v > int64(c.High-c.Zero):
			v = int64(c.High - c.Zero)
			c.Above++
		}
		c.Least, c.Most = min(c.Least, int32(v)), max(c.Most, int32(v))
		y[i] = int16(int32(v) + c.Zero)
	}
}

func maskWide(v []int64, y []int16, zero int16) {
	for i := range v {
		if y[i] <= zero {
			v[i] = 0
		}
	}
}

func receiveWide(h []int16, v []int64, rel []int32, r []uint32, e *kernel.Exponent) {
	for i := range h {
		p := v[i] * int64(rel[i])
		e.Peak = max(e.Peak, p, -p)
		h[i] = int16(saturate(fixedpoint.ShiftStochastic(p, e.Shift, r[i]), int64(e.Most)))
	}
}

func centreWide(dw []int64, u []int32, bias int64) (peak int64) {
	for i := range dw {
		v := dw[i] - bias*int64(u[i])
		peak = max(peak, v, -v)
		dw[i] = v
	}
	return peak
}

func momentsWide(dw []int64, u []int32, m *kernel.Moments) {
	half := int64(1) << m.Shift >> 1
	for i, g := range dw {
		h := (g + half) >> m.Shift
		m.Squares += h * h
		m.Product += h * int64(u[i])
	}
}

func narrowWide(v []int16, dw []int64, r *kernel.Rounding) {
	left, right := max(-r.Shift, 0), max(r.Shift, 0)
	for i, g := range dw[:len(v)] {
		w := saturate(roundedShift(g<<left, int(right)), math.MaxInt16)
		r.Peak = max(r.Peak, int32(w), -int32(w))
		v[i] = int16(w)
	}
}

func mulRowsWide(s *kernel.Set) func(acc []int64, as int, h []int16, hs int, w []int16, ws, rows, outs, n int) {
	return func(acc []int64, as int, h []int16, hs int, w []int16, ws, rows, outs, n int) {
		for r := range rows {
			s.GatherInt16(acc[r*as:r*as+n], h[r*hs:r*hs+outs], w, ws)
		}
	}
}

func mulColumnsWide(s *kernel.Set) func(acc []int64, as int, h []int16, hs int, x []int16, xs, rows, outs, n int) {
	return func(acc []int64, as int, h []int16, hs int, x []int16, xs, rows, outs, n int) {
		for r := range rows {
			s.OuterInt16(acc, as, h[r*hs:r*hs+outs], x[r*xs:r*xs+n], 0)
		}
	}
}
