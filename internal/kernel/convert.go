package kernel

import "edgetune/fixedpoint"

// widen is the definition of Set.Widen.
func widen(dst []Float, src []F16) {
	dst = dst[:len(src)]
	for i, h := range src {
		dst[i] = Float(fixedpoint.FromF16(h))
	}
}

// narrow is the definition of Set.Narrow.
func narrow(dst []F16, src []Float) {
	dst = dst[:len(src)]
	for i, v := range src {
		dst[i] = fixedpoint.ToF16(float32(v))
	}
}
