package integer

import (
	"fmt"
	"math"

	"edgetune/fixedpoint"
)

// Quantise brings float weights w [out × fan-in] and biases b [out] to integers.
// Every channel gets the scale max|w|/112, so that weights may grow by an eighth
// before the scale must, but no less than 1/16 of the largest channel's. The error of
// a weight is at most s_w/512, that of a bias 2^-22 of the next power of two above
// max|b| + 1.
func Quantise(w, b []float32) (Params, error) {
	out := len(b)
	if out == 0 || len(w)%out != 0 {
		return Params{}, fmt.Errorf("integer: quantise: %d weights for %d outputs", len(w), out)
	}
	all, fanIn := peak(w), len(w)/out
	if !(all <= math.MaxFloat32) || !(peak(b) <= math.MaxFloat32) {
		return Params{}, fmt.Errorf("integer: quantise: a weight or bias is not finite")
	}
	p := Params{BScale: biasScale(peak(b))}
	for c, bias := range b {
		row := w[c*fanIn : (c+1)*fanIn]
		s := max(peak(row), float64(all*(1.0/16))+1e-12) / 112
		p.WScale = append(p.WScale, s)
		for _, v := range row {
			q := math.Floor(float64(float64(v)/s*256) + 0.5)
			p.W = append(p.W, int16(saturate(int64(q), maxW16)))
		}
		p.B = append(p.B, int32(math.Floor(float64(bias)/p.BScale+0.5)))
	}
	return p, nil
}

// biasScale is the unit of biases of at most peak: it leaves them 2^9 times the
// room, and never changes.
func biasScale(peak float64) float64 {
	_, e := math.Frexp(peak + 1)
	return math.Ldexp(1, e-22)
}

// peak returns the largest |v|; NaN if there is one.
func peak(v []float32) (p float64) {
	for _, x := range v {
		if p = max(p, math.Abs(float64(x))); p != p {
			return p
		}
	}
	return p
}

// ScaleQ7 returns the scale of an activation of which the largest magnitude was
// peak, with 5 % to spare.
func ScaleQ7(peak float64, relu bool) float64 {
	if relu {
		return float64(max(peak, tiny)*1.05) / 255
	}
	return float64(max(peak, tiny)*1.05) / 127
}

// ScaleQ15 is [ScaleQ7] for 16 bits.
func ScaleQ15(peak float64) float64 { return float64(max(peak, tiny)*1.05) / 32767 }

const tiny = 1e-12 // keeps the scale of a silent activation positive

// FromInt8 brings the weights of a TensorFlow Lite model to 16 bits, W16 = 256·w,
// and its biases, which are in units of x·scale[c], to one unit. The forward pass
// gives the same bits as that model until the first update, unless there is a
// weight of -128, which becomes -127.
func FromInt8(w []int8, scale []float64, b []int32, x float64) Params {
	p := Params{WScale: scale, W: make([]int16, len(w)), B: make([]int32, len(b))}
	for i, v := range w {
		p.W[i] = int16(fixedpoint.Clamp(int32(v)*256, -maxW16, maxW16))
	}
	largest, finest := 0.0, math.Inf(1)
	for c, v := range b {
		largest = max(largest, math.Abs(float64(v))*float64(x*scale[c]))
		finest = min(finest, float64(x*scale[c]))
	}
	p.BScale = biasScale(largest)
	for p.BScale*2 > finest && largest < p.BScale*0x1p29 {
		p.BScale /= 2
	}
	for c, v := range b {
		p.B[c] = int32(math.Floor(float64(float64(v)*float64(x*scale[c]))/p.BScale + 0.5))
	}
	return p
}
