package sensors

import (
	"math/bits"

	"edgetune/fixedpoint"
)

// maxFFT is the longest transform.
const maxFFT = 2048

// realFFT is the Fourier transform of n real numbers, n a power of two from 4 to
// 2048: a complex transform of the even and the odd half, then split. Every product
// is rounded by itself and the twiddles are correctly rounded, so the spectrum has
// the same bits on every machine.
type realFFT struct {
	n        int
	cos, sin []float32 // of 2πk/n for k below n/2
	re, im   []float32 // [n/2]
}

func newRealFFT(n int) *realFFT {
	f := &realFFT{
		n: n, cos: make([]float32, n/2), sin: make([]float32, n/2),
		re: make([]float32, n/2), im: make([]float32, n/2),
	}
	for k := range f.cos {
		phase := uint32(k) << (32 - bits.TrailingZeros(uint(n)))
		f.cos[k], f.sin[k] = fixedpoint.CosTurn(phase), fixedpoint.SinTurn(phase)
	}
	return f
}

// power writes |X[k]|² for k = 0 … n/2 to dst, which has n/2 + 1 places.
func (f *realFFT) power(dst, x []float32) {
	f.load(x)
	for half := 1; half < f.n/2; half *= 2 {
		f.pass(half)
	}
	f.split(dst)
}

// load puts the even values in re and the odd ones in im, in bit-reversed order.
func (f *realFFT) load(x []float32) {
	shift := 65 - bits.Len(uint(f.n/2))
	for i := range f.re {
		j := int(bits.Reverse64(uint64(i)) >> shift)
		f.re[i], f.im[i] = x[2*j], x[2*j+1]
	}
}

// pass joins transforms of length half to twice that length.
func (f *realFFT) pass(half int) {
	stride := f.n / (2 * half) // of the twiddles
	for lo := 0; lo < f.n/2; lo += 2 * half {
		for k := range half {
			c, s := f.cos[k*stride], f.sin[k*stride]
			a, b := lo+k, lo+k+half
			re := float32(f.re[b]*c) + float32(f.im[b]*s)
			im := float32(f.im[b]*c) - float32(f.re[b]*s)
			f.re[b], f.im[b] = f.re[a]-re, f.im[a]-im
			f.re[a], f.im[a] = f.re[a]+re, f.im[a]+im
		}
	}
}

// split separates the spectra of the even and the odd half and joins them.
func (f *realFFT) split(dst []float32) {
	m := f.n / 2
	first, last := f.re[0]+f.im[0], f.re[0]-f.im[0]
	dst[0], dst[m] = float32(first*first), float32(last*last)
	for k := 1; k < m; k++ {
		evenRe, evenIm := float32((f.re[k]+f.re[m-k])*0.5), float32((f.im[k]-f.im[m-k])*0.5)
		oddRe, oddIm := float32((f.im[k]+f.im[m-k])*0.5), float32((f.re[m-k]-f.re[k])*0.5)
		c, s := f.cos[k], f.sin[k]
		re := evenRe + (float32(oddRe*c) + float32(oddIm*s))
		im := evenIm + (float32(oddIm*c) - float32(oddRe*s))
		dst[k] = float32(re*re) + float32(im*im)
	}
}
