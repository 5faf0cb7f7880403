//go:build (amd64 || arm64 || arm) && !purego && !float64

package kernel

import "edgetune/fixedpoint"

// The drivers of the integer loops over elements: assembly does whole groups of 8 (or
// 4), Go the rest.

// golden is the step of the argument of fixedpoint.Mix in fixedpoint.Rand.
const golden = 0x9E3779B1

func tapsInt8Vec(acc []int32, x []int8, xs int, w []int8, ws, rows int, zero int8) {
	n := len(acc) &^ 7
	if n > 0 && rows > 0 {
		_, _ = x[(rows-1)*xs+len(acc)-1], w[(rows-1)*ws+len(acc)-1]
		tapsInt8ASM(&acc[0], &x[0], xs, &w[0], ws, rows, int(zero), n)
	}
	if n < len(acc) && rows > 0 {
		tapsInt8(acc[n:], x[n:], xs, w[n:], ws, rows, zero)
	}
}

func tapsInt16Vec(acc []int32, h []int16, hs int, x []int8, xs, rows int, zero int8) {
	n := len(acc) &^ 7
	if n > 0 && rows > 0 {
		_, _ = h[(rows-1)*hs+len(acc)-1], x[(rows-1)*xs+len(acc)-1]
		tapsInt16ASM(&acc[0], &h[0], 2*hs, &x[0], xs, rows, int(zero), n)
	}
	if n < len(acc) && rows > 0 {
		tapsInt16(acc[n:], h[n:], hs, x[n:], xs, rows, zero)
	}
}

func maskInt8Vec(v []int32, y []int8, zero int8) {
	y = y[:len(v)]
	n := len(v) &^ 7
	if n > 0 {
		maskInt8ASM(&v[0], &y[0], int(zero), n)
	}
	maskInt8(v[n:], y[n:], zero)
}

// requantiseRows is the most rows of one call, in which 16 bits count.
const requantiseRows = 1 << 10

func requantiseInt8Vec(y []int8, sums []int32, m []fixedpoint.Multiplier, c *Clip) {
	sums = sums[:len(y)]
	n, one := len(m)&^7, len(m)
	if n > 0 {
		for at := 0; at < len(y); at += requantiseRows * one {
			requantiseInt8ASM(&y[at], &sums[at], &m[0], c, n, one, min(requantiseRows, (len(y)-at)/one))
		}
	}
	requantiseColumns(y, sums, m, c, n)
}

func randomsVec(r []uint32, key, at uint32) {
	n := len(r) &^ 3
	if n > 0 {
		randomsASM(&r[0], n, at*golden+key)
	}
	randoms(r[n:], key, at+uint32(n))
}

func receiveIntVec(h []int16, v, rel []int32, r []uint32, e *Exponent) {
	v, rel, r = v[:len(h)], rel[:len(h)], r[:len(h)]
	n := len(h) &^ 3
	if n > 0 {
		receiveIntASM(&h[0], &v[0], &rel[0], &r[0], e, n)
	}
	receiveInt(h[n:], v[n:], rel[n:], r[n:], e)
}

func centreIntVec(dw, u []int32, m *Mean) {
	u = u[:len(dw)]
	n := len(dw) &^ 3
	if n > 0 {
		centreIntASM(&dw[0], &u[0], m, n)
	}
	centreInt(dw[n:], u[n:], m)
}

func momentsIntVec(dw, u []int32, m *Moments) {
	u = u[:len(dw)]
	n := len(dw) &^ 3
	if n > 0 {
		momentsIntASM(&dw[0], &u[0], m, n)
	}
	momentsInt(dw[n:], u[n:], m)
}

func narrowIntVec(v []int16, dw []int32, r *Rounding) {
	dw = dw[:len(v)]
	n := len(v) &^ 7
	if n > 0 {
		narrowIntASM(&v[0], &dw[0], r, n)
	}
	narrowInt(v[n:], dw[n:], r)
}

func sizeInt8Vec(hi, lo []int8, s *Size) {
	lo = lo[:len(hi)]
	n := len(hi) &^ 7
	if n > 0 {
		sizeInt8ASM(&hi[0], &lo[0], s, n)
	}
	sizeInt8(hi[n:], lo[n:], s)
}
