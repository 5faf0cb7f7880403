package inject

import (
	"math"
	"slices"

	"edgetune/sensors"
)

// above is how many movements around a place a change there is at least.
const above = 30

// proposeWindow makes the damaged window, and reports whether the fault is larger
// than what the window does by itself.
func (s *Source) proposeWindow(f sensors.Fault, dst *sensors.Sample) bool {
	n, channels := s.profile.Layout.Steps, s.profile.Layout.Channels
	c := s.below(channels)
	e := episode{fault: f, n: 1, channel: c, values: slices.Clone(dst.Values)}
	s.now = e
	w := window{e.values, n}
	switch f {
	case sensors.Range:
		return s.shift(w.line(c), c, float32(s.sign()*s.profile.Channels[c].span()*s.times(5, 50)), 8)
	case sensors.RateOfChange:
		return s.jump(w.line(c), c)
	case sensors.Stuck:
		return s.freeze(w, c)
	case sensors.Saturation:
		return s.saturate(w.line(c), c)
	case sensors.Duplicate:
		return s.repeat(w)
	case sensors.BitFlip:
		return s.flipWindow(w.line(c), c)
	case sensors.UnitChange:
		return s.convertWindow(w)
	case sensors.ChannelSwap:
		return s.swapWindow(w, c)
	case sensors.Implausible:
		return s.contradict(w, c)
	}
	return false
}

// window is planar values.
type window struct {
	values []float32
	n      int
}

func (w window) line(c int) []float32 { return w.values[c*w.n : (c+1)*w.n] }

// shift adds size to a stretch of at least so many steps.
func (s *Source) shift(x []float32, c int, size float32, least int) bool {
	lo := s.below(len(x) - least)
	hi := lo + least + s.below(len(x)-lo-least+1)
	if s.below(2) == 0 {
		lo, hi = 0, len(x)
	}
	for t := lo; t < hi; t++ {
		x[t] += size
		if rail := s.profile.Channels[c].Rail; rail != 0 && abs(abs(x[t])-rail) < rail/50 {
			return false
		}
	}
	return true
}

// jump lets the level change from one step to the next, by far more than the
// channel moves around there, and within its range.
func (s *Source) jump(x []float32, c int) bool {
	at := 8 + s.below(len(x)-16)
	size := float32(s.sign() * around(x, at) * s.times(above, 10*above))
	ch := &s.profile.Channels[c]
	for t := at; t < len(x); t++ {
		x[t] += size
		if x[t] < ch.Lo-2*ch.span() || x[t] > ch.Hi+2*ch.span() || ch.Rail != 0 && abs(x[t]) > ch.Rail*0.9 {
			return false
		}
	}
	return true
}

// around is the largest change near a step, and the mean change of the window.
func around(x []float32, at int) float32 {
	var most, sum float32
	for t := 1; t < len(x); t++ {
		d := abs(x[t] - x[t-1])
		sum += d
		if t > at-8 && t < at+8 {
			most = max(most, d)
		}
	}
	return most + sum/float32(len(x)-1)
}

// freeze holds a channel, or all, for more than twice as long as ever.
func (s *Source) freeze(w window, c int) bool {
	still := s.profile.Channels[c].Still
	all := s.below(3) == 0
	least := 2*max(still, s.profile.Frozen) + 4
	if least >= w.n {
		return false
	}
	lo := s.below(w.n - least)
	hi := lo + least + s.below(w.n-lo-least+1)
	for i := range s.profile.Channels {
		if all || i == c {
			x := w.line(i)
			for t := lo; t < hi; t++ {
				x[t] = x[lo]
			}
		}
	}
	return true
}

func (s *Source) saturate(x []float32, c int) bool {
	rail := s.profile.Channels[c].Rail * s.sign()
	lo := s.below(len(x) - 4)
	hi := lo + 4 + s.below(len(x)-lo-3)
	for t := lo; t < hi; t++ {
		x[t] = rail
	}
	return rail != 0
}

// repeat sends a window again, or a block of steps in it.
func (s *Source) repeat(w window) bool {
	if s.below(2) == 0 {
		back := 1 + s.below(8)
		if back > s.since {
			return false
		}
		copy(w.values, s.clean[len(s.clean)-back])
		return true
	}
	size := 8 + s.below(w.n/2-8)
	lo := s.below(w.n - 2*size)
	moved := 0
	for c := range s.profile.Channels {
		x := w.line(c)
		copy(x[lo+size:lo+2*size], x[lo:lo+size])
		for t := lo + 1; t < lo+size; t++ {
			if x[t] != x[t-1] {
				moved++
			}
		}
	}
	return moved > 4*len(s.profile.Channels) && size <= history
}

func (s *Source) flipWindow(x []float32, c int) bool {
	at := s.below(len(x))
	y := s.flip(&s.profile.Channels[c], x[at])
	rail := s.profile.Channels[c].Rail
	ok := abs(y-x[at]) >= above*around(x, at) && (rail == 0 || abs(abs(y)-rail) > rail/50)
	x[at] = y
	return ok
}

// groups are the sensors: channels that share a unit and lie together.
func (p *Profile) group(c int) (lo, hi int) {
	lo, hi = c, c+1
	for lo > 0 && p.Channels[lo-1].Unit == p.Channels[c].Unit {
		lo--
	}
	for hi < len(p.Channels) && p.Channels[hi].Unit == p.Channels[c].Unit {
		hi++
	}
	return lo, hi
}

// convertWindow gives all channels of a sensor in another unit, or, where the
// stream goes on as before, at another full scale.
func (s *Source) convertWindow(w window) bool {
	lo, hi := s.profile.group(s.below(len(s.profile.Channels)))
	list := units(s.profile.Channels[lo].Unit)
	if len(list) == 0 {
		return false
	}
	u, scaled := list[s.below(len(list))], false
	if s.profile.Channels[lo].Unit == "m/s^2" && s.below(2) == 0 && s.goesOn(w) && s.still(w, lo) {
		u, scaled = unit{a: float32(int(4) << s.below(2))}, true
	}
	for c := lo; c < hi; c++ {
		step := s.profile.Channels[c].Step
		for t, v := range w.line(c) {
			w.line(c)[t] = float32(u.a*v) + u.b
			if scaled && step > 0 { // the register has no gaps: the low bits are noise
				w.line(c)[t] += float32(step * float32(s.below(int(u.a))))
			}
		}
	}
	return true
}

// level is mean, deviation and mean change of a line.
func level(x []float32) (mean, dev, act float32) {
	var sum, squares, changes float64
	for t, v := range x {
		sum += float64(v)
		if t > 0 {
			changes += math.Abs(float64(v) - float64(x[t-1]))
		}
	}
	m := sum / float64(len(x))
	for _, v := range x {
		squares += float64((float64(v) - m) * (float64(v) - m))
	}
	return float32(m), float32(math.Sqrt(squares / float64(len(x)))), float32(changes / float64(len(x)-1))
}

// goesOn reports whether the window is as the one before: what differs is noise.
func (s *Source) goesOn(w window) bool {
	if len(s.clean) == 0 {
		return false
	}
	before := window{s.clean[len(s.clean)-1], w.n}
	for c := range s.profile.Channels {
		m0, d0, a0 := level(before.line(c))
		m1, d1, a1 := level(w.line(c))
		if abs(m1-m0) > (d0+d1)/4 || a1 > 1.25*a0 || a0 > 1.25*a1 {
			return false
		}
	}
	return true
}

// still reports whether a sensor feels gravity and little else.
func (s *Source) still(w window, lo int) bool {
	m, d := length(w, lo)
	return d < m/8
}

// length is mean and deviation of the length of the vector of three channels.
func length(w window, lo int) (mean, dev float32) {
	x := make([]float32, w.n)
	for t := range x {
		a, b, c := w.line(lo)[t], w.line(lo + 1)[t], w.line(lo + 2)[t]
		x[t] = float32(math.Sqrt(float64(float32(a*a) + float32(b*b) + float32(c*c))))
	}
	mean, dev, _ = level(x)
	return mean, dev
}

// swapWindow swaps two channels whose levels lie further apart than both move, where
// the stream goes on as before.
func (s *Source) swapWindow(w window, a int) bool {
	b := s.below(len(s.profile.Channels))
	ma, da, aa := level(w.line(a))
	mb, db, ab := level(w.line(b))
	if a == b || abs(ma-mb) < 6*(da+db+aa+ab) || !s.goesOn(w) {
		return false
	}
	for t := range w.n {
		w.line(a)[t], w.line(b)[t] = w.line(b)[t], w.line(a)[t]
	}
	return true
}

// contradict gives the turn rates of another time, far livelier or far quieter than
// this one's, or tilts gravity by a bias on one axis.
func (s *Source) contradict(w window, c int) bool {
	lo, hi := s.profile.group(c)
	if hi-lo != 3 || len(s.clean) < history/2 {
		return false
	}
	if s.profile.Channels[c].Unit == "rad/s" {
		other := window{s.clean[s.below(len(s.clean))], w.n}
		for i := lo; i < hi; i++ {
			copy(w.line(i), other.line(i))
		}
		r := turning(w, lo) / turning(w, 0)
		return r < 0.0107 || r > 6 // six times beyond what healthy arms do
	}
	size := float32(s.sign() * s.between(3, 30))
	for t := range w.n {
		w.line(c)[t] += size
	}
	m, d := length(w, lo)
	return abs(m-9.81) > 1+float32(5*d)
}

// turning is how much three channels move together.
func turning(w window, lo int) float32 {
	var squares float64
	for c := lo; c < lo+3; c++ {
		_, d, _ := level(w.line(c))
		squares += float64(float64(d) * float64(d))
	}
	return float32(math.Sqrt(squares))
}
