package fixedpoint

import "math"

// Range is an inclusive range of integers.
type Range struct{ Min, Max int32 }

// The ranges of the integer types. The symmetric ones leave the most negative
// value out, so that negation is exact and products of two fit one bit less.
var (
	Int8           = Range{math.MinInt8, math.MaxInt8}
	Int8Symmetric  = Range{-math.MaxInt8, math.MaxInt8}
	Int16          = Range{math.MinInt16, math.MaxInt16}
	Int16Symmetric = Range{-math.MaxInt16, math.MaxInt16}
)

// Clamp returns x limited to r.
func (r Range) Clamp(x int64) int32 { return int32(Clamp(x, int64(r.Min), int64(r.Max))) }

// Affine maps the integers of a tensor, or of one channel of it, to real numbers:
//
//	real = Scale·(q - Zero)
//
// Zero is the integer that stands for 0. Weights are symmetric (Zero 0) with one
// Scale per output channel; activations have one Scale and any Zero; so TFLite.
type Affine struct {
	Scale float64
	Zero  int32
}

// Asymmetric returns the map that covers [lo, hi], widened to contain 0, with the
// integers of r. The zero point is rounded to an integer, so that 0, which pads
// images and ends ReLU, has no error.
func Asymmetric(lo, hi float64, r Range) Affine {
	lo, hi = min(lo, 0), max(hi, 0)
	if !(hi-lo > 0) || hi-lo > math.MaxFloat64 {
		return Affine{Scale: 1, Zero: r.Clamp(0)}
	}
	s := (hi - lo) / float64(int64(r.Max)-int64(r.Min))
	zero := math.Floor(float64(r.Min) - lo/s + 0.5)
	return Affine{Scale: s, Zero: r.Clamp(int64(zero))}
}

// Symmetric returns the map with zero point 0 that covers [-peak, peak] with
// integers up to top.
func Symmetric(peak float64, top int32) Affine {
	if !(peak > 0) || peak > math.MaxFloat64 {
		return Affine{Scale: 1}
	}
	return Affine{Scale: peak / float64(top)}
}

// Real returns the number that q stands for.
func (a Affine) Real(q int32) float64 { return float64(a.Scale * float64(int64(q)-int64(a.Zero))) }

// Quantize returns the integer of r nearest to x, ties up: floor(x/Scale + 1/2) +
// Zero, clamped. The error is at most Scale/2 inside the range. NaN gives Zero.
func (a Affine) Quantize(x float64, r Range) int32 {
	y := math.Floor(x/a.Scale + 0.5)
	switch {
	case y != y:
		return r.Clamp(int64(a.Zero))
	case y < -(1 << 40):
		return r.Min
	case y > 1<<40:
		return r.Max
	}
	return r.Clamp(int64(y) + int64(a.Zero))
}
