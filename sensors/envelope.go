package sensors

import (
	"fmt"
	"math"

	"edgetune/fixedpoint"
)

// envelope replaces each channel by how strong its frequencies from Lo to Hi Hz are
// over time: the root of the mean square of every Length steps, band-passed.
//
// A damaged bearing rings at every passage of the flaw; the ringing is high, the
// passages are slow, and the spectrum of the envelope (a step bands behind this one)
// shows the passages (Randall and Antoni, Mechanical Systems and Signal Processing
// 25(2), 2011, §4). The filters are two Butterworth filters of fourth order.
type envelope struct {
	in    Layout
	by    int
	parts []biquad
	state []float64 // [part × 2]
}

// biquad is a filter of second order, b0 + b1/z + b2/z² over 1 + a1/z + a2/z².
type biquad struct{ b0, b1, b2, a1, a2 float64 }

// quality of the two halves of a Butterworth filter of fourth order.
const (
	quality1 = 0.5411961
	quality2 = 1.3065630
)

func newEnvelope(step Step, in Layout) (stage, error) {
	if !(in.Rate > 0) || !(step.Lo > 0 && step.Lo < step.Hi && step.Hi < in.Rate/2) {
		return nil, fmt.Errorf("from %g to %g Hz at %g Hz; give two frequencies above 0 and below half the rate, and a source with a rate",
			step.Lo, step.Hi, in.Rate)
	}
	if step.Length < 1 || step.Length > in.Steps {
		return nil, fmt.Errorf("length %d; join 1 to %d steps", step.Length, in.Steps)
	}
	e := &envelope{in: in, by: step.Length}
	for _, q := range []float64{quality1, quality2} {
		e.parts = append(e.parts, highPass(step.Lo/in.Rate, q), lowPass(step.Hi/in.Rate, q))
	}
	e.state = make([]float64, 2*len(e.parts))
	return e, needTime(in)
}

// lowPass and highPass are those of R. Bristow-Johnson's audio EQ cookbook, for a
// frequency in parts of the rate.
func lowPass(f, quality float64) biquad {
	cos, alpha := bilinear(f, quality)
	return biquad{(1 - cos) / 2, 1 - cos, (1 - cos) / 2, -2 * cos, 1 - alpha}.over(1 + alpha)
}

func highPass(f, quality float64) biquad {
	cos, alpha := bilinear(f, quality)
	return biquad{(1 + cos) / 2, -1 - cos, (1 + cos) / 2, -2 * cos, 1 - alpha}.over(1 + alpha)
}

func bilinear(f, quality float64) (cos, alpha float64) {
	phase := uint32(f * (1 << 32))
	return float64(fixedpoint.CosTurn(phase)), float64(fixedpoint.SinTurn(phase)) / (2 * quality)
}

func (q biquad) over(a0 float64) biquad {
	return biquad{q.b0 / a0, q.b1 / a0, q.b2 / a0, q.a1 / a0, q.a2 / a0}
}

// next filters one value, in transposed direct form II.
func (q *biquad) next(state []float64, x float64) float64 {
	y := float64(q.b0*x) + state[0]
	state[0] = float64(q.b1*x) - float64(q.a1*y) + state[1]
	state[1] = float64(q.b2*x) - float64(q.a2*y)
	return y
}

func (e *envelope) layout() Layout {
	return Layout{Height: 1, Steps: e.in.Steps / e.by, Channels: e.in.Channels, Rate: e.in.Rate / float64(e.by)}
}

func (e *envelope) apply(dst, src []float32, length int) int {
	n := e.in.Steps / e.by
	valid := max(min(length/e.by, n), 1)
	for c := range e.in.Channels {
		to := dst[c*n : c*n+n]
		clear(to)
		e.channel(to[:valid], src[c*e.in.Steps:][:max(length, 1)])
	}
	return valid
}

// channel fills dst from x, less its mean, in filters that start at rest.
func (e *envelope) channel(dst, x []float32) {
	clear(e.state)
	m := mean64(x)
	for i := range dst {
		var squares float64
		part := x[i*e.by : min(i*e.by+e.by, len(x))]
		for _, v := range part {
			y := float64(v) - m
			for j := range e.parts {
				y = e.parts[j].next(e.state[2*j:2*j+2], y)
			}
			squares += float64(y * y)
		}
		dst[i] = float32(math.Sqrt(squares / float64(len(part))))
	}
}
