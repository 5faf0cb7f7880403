package kernel

import "edgetune/fixedpoint"

// Move is how far a row of weights moves against v: by v·Factor·2^-(15+Down) units, the
// product rounded to nearest, the shift by Down at random. The random numbers of a row are
// fractions of a counter that moves on by the golden ratio for each weight, from a random
// start: each is as likely as any other, and they spread evenly over the row.
type Move struct {
	Factor, Down int32 // |Factor| < 2^15, 1 ≤ Down ≤ 15
	Start        uint32
}

// MaxW16 bounds a weight of 16 bits, so that its upper byte stays within ±127.
const MaxW16 = 32639

// golden16 is the golden ratio's fraction in 16 bits.
const golden16 = 0x9E37

// Step returns by how many units weight i moves.
func (m *Move) Step(v int16, i int) int32 {
	r := uint16(m.Start) + uint16(i)*golden16
	return ((int32(v)*m.Factor+1<<14)>>15 + int32(r>>(16-m.Down))) >> m.Down
}

// After is the move of the weights from number i on.
func (m *Move) After(i int) Move {
	next := *m
	next.Start += uint32(i) * golden16
	return next
}

func moveInt8(hi, lo []int8, v []int16, m *Move) {
	hi, lo = hi[:len(v)], lo[:len(v)]
	for i, d := range v {
		w := int32(hi[i])<<8 + int32(lo[i]) - m.Step(d, i)
		hi[i], lo[i] = split(w)
	}
}

// split returns the two bytes of a weight: w = 256·hi + lo.
func split(w int32) (hi, lo int8) {
	top := (w + 128) >> 8
	return int8(top), int8(w - top<<8)
}

func shrinkInt8(hi, lo []int8) {
	lo = lo[:len(hi)]
	for i, h := range hi {
		hi[i], lo[i] = split(((int32(h)<<8+int32(lo[i]))*205 + 128) >> 8)
	}
}

// Rounding says how sums become 16 bits: they are shifted, to the right and rounded to
// nearest, ties up, or to the left in 32 bits where Shift is negative, and clamped.
type Rounding struct {
	Shift int32 // -15 to 31
	Peak  int32 // largest |v|
}

// narrow returns a sum in 16 bits.
func (r *Rounding) narrow(sum int32) int16 {
	v := roundShift(sum, max(r.Shift, 0)) << max(-r.Shift, 0)
	v = fixedpoint.Clamp(v, -1<<15, 1<<15-1)
	r.Peak = max(r.Peak, v, -v)
	return int16(v)
}

func narrowInt(v []int16, dw []int32, r *Rounding) {
	for i, g := range dw[:len(v)] {
		v[i] = r.narrow(g)
	}
}

func deviateInt8(d []int16, x []int8, zero int8, mean []int16) {
	d, mean = d[:len(x)], mean[:len(x)]
	for i, v := range x {
		d[i] = (int16(v)-int16(zero))<<DeviationBits - mean[i]
	}
}

// DeviationBits is the fraction of a deviation from the mean, in units of an activation.
const DeviationBits = 6

func combineInt16(v, h, d []int16, stride int, r *Rounding) {
	for i := range v {
		var sum int32
		for j, c := range h {
			sum += int32(c) * int32(d[j*stride+i])
		}
		v[i] = r.narrow(sum)
	}
}
