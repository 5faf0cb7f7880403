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

// Move is how far a row of weights moves: by h·Factor·2^-(Pre+Down) units, where h is
// dw·2^-Shift rounded to nearest. The last of the shifts is rounded at random: of eight
// weights, the first four share four random numbers with the others, and get the lower
// halves, 16 bits.
type Move struct {
	Shift, Factor, Pre, Down int32  // |h·Factor| < 2^30 or so, 0 ≤ Pre ≤ 31, 1 ≤ Down ≤ 30
	Key, At                  uint32 // of the first random number
	Clamped                  int32  // weights that would have left ±MaxW16
}

// MaxW16 bounds a weight of 16 bits, so that its upper byte stays within ±127.
const MaxW16 = 32639

// Randoms returns how many random numbers n weights take.
func Randoms(n int) int { return (n + 7) / 8 * 4 }

// Step returns by how many units weight i moves, whose gradient is h; it fits 16 bits.
func (m *Move) Step(h int32, i uint32) int32 {
	p := h * m.Factor >> m.Pre
	r := fixedpoint.Rand(m.Key, m.At+i/8*4+i%4)
	if i%8 < 4 {
		r <<= 16
	}
	p += int32(r >> (32 - m.Down))
	return fixedpoint.Clamp(p>>m.Down, -1<<15, 1<<15-1)
}

func moveInt8(hi, lo []int8, dw []int32, m *Move) {
	hi, lo = hi[:len(dw)], lo[:len(dw)]
	for i, g := range dw {
		w := int32(hi[i])<<8 + int32(lo[i]) - m.Step(roundShift(g, m.Shift), uint32(i))
		if w > MaxW16 || w < -MaxW16 {
			m.Clamped++
			w = fixedpoint.Clamp(w, -MaxW16, MaxW16)
		}
		h := (w + 128) >> 8
		hi[i], lo[i] = int8(h), int8(w-h<<8)
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
