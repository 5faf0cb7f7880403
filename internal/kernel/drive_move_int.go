//go:build (amd64 || arm64 || arm) && !purego && !float64

package kernel

// The drivers of the loops over a row of weights that moves: assembly does whole groups of
// 8, Go the rest.

func moveInt8Vec(hi, lo []int8, v []int16, m *Move) {
	hi, lo = hi[:len(v)], lo[:len(v)]
	n := len(v) &^ 7
	if n > 0 {
		moveInt8ASM(&hi[0], &lo[0], &v[0], m, n)
	}
	if n < len(v) {
		rest := m.After(n)
		moveInt8(hi[n:], lo[n:], v[n:], &rest)
	}
}

func shrinkInt8Vec(hi, lo []int8) {
	lo = lo[:len(hi)]
	n := len(hi) &^ 7
	if n > 0 {
		shrinkInt8ASM(&hi[0], &lo[0], n)
	}
	shrinkInt8(hi[n:], lo[n:])
}

func deviateInt8Vec(d []int16, x []int8, zero int8, mean []int16) {
	d, mean = d[:len(x)], mean[:len(x)]
	n := len(x) &^ 7
	if n > 0 {
		deviateInt8ASM(&d[0], &x[0], &mean[0], int(zero), n)
	}
	deviateInt8(d[n:], x[n:], zero, mean[n:])
}

func combineInt16Vec(v, h, d []int16, stride int, r *Rounding) {
	n := len(v) &^ 7
	if n > 0 && len(h) > 0 {
		_ = d[(len(h)-1)*stride+len(v)-1]
		combineInt16ASM(&v[0], &h[0], len(h), &d[0], 2*stride, r, n)
	} else {
		n = 0
	}
	combineInt16(v[n:], h, d[n:], stride, r)
}
