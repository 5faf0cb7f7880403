package kernel

import "edgetune/fixedpoint"

// turn is the definition of Set.Turn.
func turn(dst, src []Float, rows, cols int) {
	for i := range rows {
		for j, v := range src[i*cols:][:cols] {
			dst[j*rows+i] = v
		}
	}
}

// turnF16 is the definition of Set.TurnF16.
func turnF16(dst, src []F16, rows, cols int) {
	for i := range rows {
		for j, h := range src[i*cols:][:cols] {
			dst[j*rows+i] = h
			if h.IsNaN() {
				dst[j*rows+i] = fixedpoint.ToF16(fixedpoint.FromF16(h))
			}
		}
	}
}
