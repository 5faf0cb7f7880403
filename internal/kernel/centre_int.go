package kernel

import "edgetune/fixedpoint"

// Mean says how the product of a bias gradient and the mean of an input comes off
// the gradient of a row of weights.
type Mean struct {
	Bias  int32 // the bias gradient, shifted to fill 31 bits
	Shift int32 // what the product is shifted by: right and rounded, or left where negative
	Peak  int32 // largest |dw| afterwards
}

// roundShift is x·2^-s rounded to nearest, ties up, for s of 0 to 31.
func roundShift(x int32, s int32) int32 {
	return int32((int64(x) + int64(1)<<s>>1) >> s)
}

func centreInt(dw, u []int32, m *Mean) {
	u = u[:len(dw)]
	right, left := max(m.Shift, 0), max(-m.Shift, 0)
	for i, g := range dw {
		t := roundShift(fixedpoint.SRDHM(u[i], m.Bias), right) << left
		v := int32(fixedpoint.Clamp(int64(g)-int64(t), -1<<31+1, 1<<31-1))
		m.Peak = max(m.Peak, v, -v)
		dw[i] = v
	}
}

// Moments are sums over a row h = dw·2^-Shift, rounded to nearest, ties up.
type Moments struct {
	Shift   int32
	Squares int64 // Σ h²
	Product int64 // Σ h·u
}

func momentsInt(dw, u []int32, m *Moments) {
	u = u[:len(dw)]
	for i, g := range dw {
		h := int64(roundShift(g, m.Shift))
		m.Squares += h * h
		m.Product += h * int64(u[i])
	}
}

// Size is of a row of weights.
type Size struct {
	Squares int64 // Σ w²
	Widest  int32 // largest |w|
}

func sizeInt8(hi, lo []int8, s *Size) {
	lo = lo[:len(hi)]
	for i, h := range hi {
		w := int32(h)<<8 + int32(lo[i])
		s.Squares += int64(w) * int64(w)
		s.Widest = max(s.Widest, w, -w)
	}
}

func maskInt8(v []int32, y []int8, zero int8) {
	y = y[:len(v)]
	for i := range v {
		if y[i] <= zero {
			v[i] = 0
		}
	}
}
