package sensors

import (
	"fmt"

	"edgetune/fixedpoint"
)

// logMel replaces each channel by ln(p + eps) of its power in bands that are equally
// wide on the mel scale, frame by frame: [channel·Bands × frame].
//
// A frame is Size steps, weighted by a Hann window; the next begins Hop steps later.
// Bands are triangles from Lo to Hi Hz, 0 and half the rate when not given; each
// reaches from the middle of the one below to the middle of the one above
// (Davis and Mermelstein, IEEE TASSP 28(4), 1980). Half of 16 kHz speech: Size 512,
// Hop 160, Bands 40.
type logMel struct {
	in     Layout
	n, hop int
	frames int
	eps    float32
	scale  float32
	hann   []float32
	fft    *realFFT
	buffer []float32
	power  []float32
	bands  []triangle
}

// triangle weighs the frequencies from first on.
type triangle struct {
	first  int
	weight []float32
}

func newLogMel(step Step, in Layout) (stage, error) {
	size := step.Size
	if size < 4 || size > maxFFT || size&(size-1) != 0 {
		return nil, fmt.Errorf("size %d; give a power of two from 4 to %d", size, maxFFT)
	}
	if in.Steps < size || step.Hop < 1 || step.Hop > in.Steps {
		return nil, fmt.Errorf("frames of %d steps every %d of %d; let a frame and the hop fit into the window", size, step.Hop, in.Steps)
	}
	m := &logMel{
		in: in, n: step.Bands, hop: step.Hop, frames: 1 + (in.Steps-size)/step.Hop, eps: bandsEps, fft: newRealFFT(size),
		buffer: make([]float32, size), power: make([]float32, size/2+1),
	}
	if step.Eps > 0 {
		m.eps = float32(step.Eps)
	}
	m.hann, m.scale = hann(size)
	var err error
	if m.bands, err = melBands(step, in.Rate, size); err != nil {
		return nil, err
	}
	return m, needTime(in)
}

// melBands spreads the triangles over the frequencies of the transform.
func melBands(step Step, rate float64, size int) ([]triangle, error) {
	lo, hi := step.Lo, step.Hi
	if hi == 0 {
		hi = rate / 2
	}
	if !(rate > 0) || !(lo >= 0 && lo < hi && hi <= rate/2) {
		return nil, fmt.Errorf("from %g to %g Hz at %g Hz; give frequencies up to half the rate, and a source with a rate", lo, hi, rate)
	}
	if step.Bands < 1 || step.Bands > size/2 {
		return nil, fmt.Errorf("%d bands of %d frequencies; give 1 to %d", step.Bands, size/2, size/2)
	}
	bottom, top := mel(float32(lo)), mel(float32(hi))
	edge := func(i int) float32 { // in places of the transform
		hz := unmel(bottom + float32((top-bottom)*float32(i)/float32(step.Bands+1)))
		return float32(hz*float32(size)) / float32(rate)
	}
	bands := make([]triangle, step.Bands)
	for i := range bands {
		bands[i] = newTriangle(edge(i), edge(i+1), edge(i+2), size/2)
	}
	return bands, nil
}

// mel is 1127 ln(1 + f/700), and unmel its inverse.
func mel(hz float32) float32 { return float32(1127 * fixedpoint.Log1p(hz/700)) }

func unmel(mel float32) float32 { return float32(700 * (fixedpoint.Exp(mel/1127) - 1)) }

// newTriangle rises from lo to 1 in the middle and falls to hi. A triangle between
// two frequencies takes the nearer one whole, so no band is empty.
func newTriangle(lo, middle, hi float32, last int) triangle {
	t := triangle{first: -1}
	for k := 0; k <= last; k++ {
		f := float32(k)
		w := min((f-lo)/(middle-lo), (hi-f)/(hi-middle))
		if !(w > 0) {
			continue
		}
		if t.first < 0 {
			t.first = k
		}
		t.weight = append(t.weight, w)
	}
	if t.first < 0 {
		t = triangle{min(int(middle+0.5), last), []float32{1}}
	}
	return t
}

func (m *logMel) layout() Layout {
	return Layout{Height: 1, Steps: m.frames, Channels: m.in.Channels * m.n, Rate: m.in.Rate / float64(m.hop)}
}

func (m *logMel) apply(dst, src []float32, length int) int {
	valid := 1
	if length > m.fft.n {
		valid = 1 + (length-m.fft.n)/m.hop
	}
	for c := range m.in.Channels {
		out := dst[c*m.n*m.frames:][:m.n*m.frames]
		clear(out)
		x := src[c*m.in.Steps:][:max(length, 1)]
		for f := range valid {
			m.frame(out[f:], x[f*m.hop:])
		}
	}
	return valid
}

// frame writes the bands of the first steps of x to every m.frames-th place of dst.
func (m *logMel) frame(dst, x []float32) {
	x = x[:min(len(x), m.fft.n)]
	for i, v := range x {
		m.buffer[i] = v * m.hann[i]
	}
	clear(m.buffer[len(x):])
	m.fft.power(m.power, m.buffer)
	for b, t := range m.bands {
		var sum float32
		for i, w := range t.weight {
			sum += float32(w * m.power[t.first+i])
		}
		dst[b*m.frames] = fixedpoint.Log(float32(sum*m.scale) + m.eps)
	}
}
