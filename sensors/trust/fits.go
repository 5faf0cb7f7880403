package trust

import "math"

// tightFit is the part of a channel's deviation that a [Fit] may leave open, in
// every tenth of the source by itself: a law, not a habit.
const (
	tightFit  = 0.02
	fitMargin = 4
	fitParts  = 10
)

// learnFits keeps the best pair for each channel, where it is good enough.
//
// An exact law would leave no room for the rounding of a reading beyond the source,
// so a quarter of the channel's noise is always allowed.
func (l *Limits) learnFits(rec *recording) {
	if n := len(l.Channels); n < 3 || n > 16 {
		return
	}
	for c := range l.Channels {
		best, found := Fit{}, false
		for a := range l.Channels {
			for b := range a {
				if a == c || b == c {
					continue
				}
				f := Fit{Channel: c, On: [2]int{b, a}}
				if f.learn(rec) && (!found || f.Limit < best.Limit) {
					best, found = f, true
				}
			}
		}
		if found {
			best.Limit = max(best.Limit, l.Channels[c].Noise/4)
			l.Fits = append(l.Fits, best)
		}
	}
}

// learn solves the least squares over the recording, and reports whether the rest
// is small everywhere.
func (f *Fit) learn(rec *recording) bool {
	var std float64
	_, std = moments(rec, f.Channel)
	for i, c := range f.On {
		f.Mean[i], f.Std[i] = moments(rec, c)
		if !(f.Std[i] > 0) {
			return false
		}
	}
	var ok bool
	if f.Coef, ok = f.squares(rec); !ok {
		return false
	}
	rest := make([]float64, rec.len())
	for i := range rest {
		rest[i] = float64(f.residual(rec.line(i, f.Channel)[0], rec.line(i, f.On[0])[0], rec.line(i, f.On[1])[0]))
	}
	for p := range fitParts {
		part := rest[p*len(rest)/fitParts : (p+1)*len(rest)/fitParts]
		if len(part) == 0 || rms(part) > tightFit*std {
			return false
		}
	}
	f.Limit = float32(fitMargin * quantile(sorted(rest), 1-rare))
	return true
}

// squares adds up the normal equations and solves them.
func (f *Fit) squares(rec *recording) ([fit]float64, bool) {
	var a [fit][fit]float64
	var b [fit]float64
	for i := range rec.len() {
		t := f.terms(rec.line(i, f.On[0])[0], rec.line(i, f.On[1])[0])
		y := float64(rec.line(i, f.Channel)[0])
		for j := range fit {
			b[j] += float64(t[j] * y)
			for k := range fit {
				a[j][k] += float64(t[j] * t[k])
			}
		}
	}
	return solve(a, b)
}

func moments(rec *recording, c int) (mean, std float64) {
	n := float64(rec.len())
	for i := range rec.len() {
		mean += float64(rec.line(i, c)[0])
	}
	mean /= n
	for i := range rec.len() {
		d := float64(rec.line(i, c)[0]) - mean
		std += float64(d * d)
	}
	return mean, math.Sqrt(std / n)
}

func rms(x []float64) float64 {
	var sum float64
	for _, v := range x {
		sum += float64(v * v)
	}
	return math.Sqrt(sum / float64(len(x)))
}
