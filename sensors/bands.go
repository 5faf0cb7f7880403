package sensors

import (
	"fmt"
	"math/bits"

	"edgetune/fixedpoint"
)

// bandsEps is the default of Step.Eps for bands.
const bandsEps = 1e-9

// bands replaces each channel by ln(p + eps) of its mean power in equally wide
// bands from above 0 to half the rate: [channel × band].
//
// The valid steps, less their mean, are cut into frames of Size steps that overlap
// by half; each is weighted by a Hann window and transformed, and the powers are
// averaged. Shorter windows are one frame with zeros behind. A sine of amplitude a
// in the middle of a bin has the power a²/2 there.
type bands struct {
	in     Layout
	n      int // bands
	frame  int // steps of a frame, at most the transform's
	eps    float32
	scale  float32   // of |X|²
	hann   []float32 // [frame]
	fft    *realFFT
	buffer []float32 // [size]
	power  []float32 // [size/2 + 1]
	sum    []float32 // [n]
}

func newBands(step Step, in Layout) (stage, error) {
	size := step.Size
	if size < 4 || size > maxFFT || size&(size-1) != 0 {
		return nil, fmt.Errorf("size %d; give a power of two from 4 to %d", size, maxFFT)
	}
	if step.Bands < 1 || step.Bands > size/2 {
		return nil, fmt.Errorf("%d bands of %d frequencies; give 1 to %d", step.Bands, size/2, size/2)
	}
	if in.Steps < 2 {
		return nil, fmt.Errorf("windows of %d steps have no spectrum; use a longer window", in.Steps)
	}
	b := &bands{
		in: in, n: step.Bands, frame: min(size, in.Steps), eps: bandsEps, fft: newRealFFT(size),
		buffer: make([]float32, size), power: make([]float32, size/2+1), sum: make([]float32, step.Bands),
	}
	if step.Eps > 0 {
		b.eps = float32(step.Eps)
	}
	b.hann, b.scale = hann(b.frame)
	return b, needTime(in)
}

// hann returns the periodic Hann window of n steps, and the factor that makes the
// squared magnitude of a spectrum under it the power of a sine.
func hann(n int) ([]float32, float32) {
	w := make([]float32, n)
	var sum float64
	for i := range w {
		phase, _ := bits.Div64(uint64(i), 0, uint64(n)) // i/n of 2^64
		w[i] = 0.5 - float32(0.5*fixedpoint.CosTurn(uint32(phase>>32)))
		sum += float64(w[i])
	}
	return w, float32(2 / (sum * sum))
}

func (b *bands) layout() Layout { return single(b.in.Channels * b.n) }

func (b *bands) apply(dst, src []float32, length int) int {
	for c := range b.in.Channels {
		b.channel(dst[c*b.n:c*b.n+b.n], src[c*b.in.Steps:][:max(length, 1)])
	}
	return 1
}

// channel fills dst [band] from the valid steps x of one channel.
func (b *bands) channel(dst, x []float32) {
	clear(b.sum)
	m, frames := float32(mean64(x)), 0
	for lo := 0; lo == 0 || lo+b.frame <= len(x); lo += b.frame / 2 {
		b.load(x[lo:min(lo+b.frame, len(x))], m)
		b.fft.power(b.power, b.buffer)
		b.collect()
		frames++
	}
	half := b.fft.n / 2
	for i, s := range b.sum {
		wide := (i+1)*half/b.n - i*half/b.n
		dst[i] = fixedpoint.Log(float32(s*b.scale)/float32(wide*frames) + b.eps)
	}
}

// load weights one frame, less the mean m, and clears the rest of the buffer.
func (b *bands) load(x []float32, m float32) {
	for i, v := range x {
		b.buffer[i] = (v - m) * b.hann[i]
	}
	clear(b.buffer[len(x):])
}

// collect adds the powers of the frequencies above 0 to their bands.
func (b *bands) collect() {
	half := b.fft.n / 2
	for i := range b.sum {
		for _, p := range b.power[1+i*half/b.n : 1+(i+1)*half/b.n] {
			b.sum[i] += p
		}
	}
}
