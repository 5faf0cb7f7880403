package kernel

import "edgetune/fixedpoint"

func randoms(r []uint32, key, at uint32) {
	for i := range r {
		r[i] = fixedpoint.Rand(key, at+uint32(i))
	}
}

// Exponent is how backward values are brought to few bits.
type Exponent struct {
	Shift int   // 0 to 62
	Most  int32 // values end at ±Most
	Peak  int64 // largest |v·rel| so far
}

func receiveInt(h []int16, v, rel []int32, r []uint32, e *Exponent) {
	v, rel, r = v[:len(h)], rel[:len(h)], r[:len(h)]
	for i := range h {
		p := int64(v[i]) * int64(rel[i])
		e.Peak = max(e.Peak, p, -p)
		p = fixedpoint.ShiftStochastic(p, e.Shift, r[i])
		h[i] = int16(fixedpoint.Clamp(p, -int64(e.Most), int64(e.Most)))
	}
}
