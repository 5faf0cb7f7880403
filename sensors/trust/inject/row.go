package inject

import (
	"math"

	"edgetune/fixedpoint"
	"edgetune/sensors"
)

// larger is how many times the noise a fault is at least.
const larger = 4

// proposeRow draws a fault for rows and reports whether it can be made here.
func (s *Source) proposeRow(f sensors.Fault, x []float32) bool {
	c := s.below(len(x))
	ch := &s.profile.Channels[c]
	e := episode{fault: f, n: 3 + s.below(6), channel: c, other: -1}
	ok := false
	switch f {
	case sensors.Range:
		ok = s.offRange(&e, ch, x[c])
	case sensors.RateOfChange:
		e.n = 2 + s.below(3)
		e.size = float32(s.sign() * ch.Largest * s.times(larger*float32(e.n), 8*larger))
		y := x[c] + e.size
		ok = ch.slow() && y > ch.Lo-2*ch.span() && y < ch.Hi+2*ch.span() && (ch.Lo < 0 || y > ch.Lo/2)
	case sensors.Stuck:
		ok = s.stick(&e, ch)
	case sensors.Saturation:
		ok = ch.Rail != 0 && x[c] < ch.Rail/2
		e.size = ch.Rail
	case sensors.Duplicate:
		e.n = 8 + s.below(13)
		ok = s.since >= e.n
		if ok {
			e.values = concat(s.clean[len(s.clean)-e.n:])
		}
	case sensors.BitFlip:
		e.n = 1
		y := s.flip(ch, x[c])
		e.size = y
		ok = ch.seen(x[c], y, 0) && !ch.likeUnit(x[c], y) && (ch.Rail == 0 || abs(y-ch.Rail) > ch.Rail/50)
	case sensors.UnitChange:
		ok = s.convert(&e, ch, x[c])
	case sensors.ChannelSwap:
		e.n = 3 + s.below(4)
		e.other = s.below(len(x))
		ok = e.other != c && s.profile.swapSeen(x, c, e.other, 0)
	case sensors.Implausible:
		ok = s.drift(&e, ch) || s.lone(&e, ch, x)
	}
	s.now = e
	return ok
}

// seen reports whether going from x to y says more than noise.
func (c *Channel) seen(x, y float32, rows int) bool {
	return abs(y) <= math.MaxFloat32 && abs(y-x) >= c.noise(rows+1)
}

// offRange draws an offset that leads far out of the range.
func (s *Source) offRange(e *episode, ch *Channel, x float32) bool {
	e.size = ch.span() * s.times(6, 30)
	if ch.Unit == "g" {
		e.size = ch.span() * s.times(20, 60)
	}
	y := ch.Hi + e.size
	if e.size = y - x; s.below(3) == 0 && ch.Unit != "degC" && ch.Lo >= 0 && ch.Unit != "g" && ch.Unit != "A" && ch.Unit != "V" {
		e.size = -x - float32(ch.span()*s.between(0.05, 2))
	}
	return (ch.Rail == 0 || y < ch.Rail*0.98) && !ch.likeUnit(x, x+e.size)
}

// stick lets a channel, or all of them, stand still for three times as long as ever.
func (s *Source) stick(e *episode, ch *Channel) bool {
	still := ch.Still
	if s.below(3) == 0 {
		e.channel, still = -1, s.profile.Frozen
	}
	e.n = 3*still + 10
	if len(s.clean) > 0 {
		e.values = s.clean[len(s.clean)-1]
	}
	return still <= 64 && len(s.clean) > 0
}

// convert draws a unit.
func (s *Source) convert(e *episode, ch *Channel, x float32) bool {
	list := units(ch.Unit)
	if len(list) == 0 {
		return false
	}
	u := list[s.below(len(list))]
	e.size, e.plus = u.a, u.b
	return abs(x) >= larger*ch.Typical && ch.seen(x, float32(u.a*x)+u.b, 0)
}

// flip flips one bit of the register, or of the float32, that x came from.
func (s *Source) flip(ch *Channel, x float32) float32 {
	if ch.Step == 0 {
		return math.Float32frombits(math.Float32bits(x) ^ 1<<s.below(32))
	}
	code := int16(math.Round(float64(x) / float64(ch.Step)))
	return float32(float64(code^int16(1<<s.below(16))) * float64(ch.Step))
}

// swapSeen reports whether two channels lie further apart than both wander in the
// given number of rows.
func (p *Profile) swapSeen(x []float32, a, b, rows int) bool {
	typical := max(p.Channels[a].Typical, p.Channels[b].Typical)
	return abs(x[a]-x[b]) >= 2*larger*typical*float32(math.Sqrt(float64(rows+1)))
}

// applyRow damages one row.
func (s *Source) applyRow(x []float32) {
	e := &s.now
	s.truth = Truth{e.fault, true, e.channel}
	ch := &s.profile.Channels[max(e.channel, 0)]
	switch e.fault {
	case sensors.Range, sensors.RateOfChange:
		x[e.channel] += e.size
	case sensors.Saturation, sensors.BitFlip:
		x[e.channel] = e.size
	case sensors.Stuck:
		s.applyStuck(x, ch)
	case sensors.Duplicate:
		copy(x, e.values[e.at*len(x):])
		s.truth.Visible = s.profile.Repeated == 0 || e.at >= 2*s.profile.Repeated+2
	case sensors.UnitChange:
		y := float32(e.size*x[e.channel]) + e.plus
		s.truth.Visible = ch.seen(x[e.channel], y, e.at)
		x[e.channel] = y
	case sensors.ChannelSwap:
		s.truth.Visible = s.profile.swapSeen(x, e.channel, e.other, e.at)
		x[e.channel], x[e.other] = x[e.other], x[e.channel]
	case sensors.Implausible:
		if ch.Unit == "g" {
			x[e.channel] *= e.size
		} else {
			s.applyDrift(x)
		}
	}
}

func (s *Source) applyStuck(x []float32, ch *Channel) {
	e := &s.now
	still := ch.Still
	if e.channel < 0 {
		copy(x, e.values)
		still = s.profile.Frozen
	} else {
		x[e.channel] = e.values[e.channel]
	}
	s.truth.Visible = e.at > 2*still+2
}

// lone lets one of two places of a machine shake by itself, or not at all while the
// other does, by no more than it may change at once.
func (s *Source) lone(e *episode, ch *Channel, x []float32) bool {
	if ch.Unit != "g" || ch.Lo <= 0 {
		return false
	}
	e.size = s.times(5, 10)
	if s.below(2) == 0 {
		e.size = 1 / e.size
	}
	y := float32(x[e.channel] * e.size)
	return abs(y-x[e.channel]) < 0.8*ch.span() && !ch.likeUnit(x[e.channel], y)
}

// Air: channels of temperature, relative humidity and mixing ratio.

func (p *Profile) find(unit string) int {
	for c := range p.Channels {
		if p.Channels[c].Unit == unit {
			return c
		}
	}
	return -1
}

// drift lets one channel of the air wander off, as slowly as it may.
func (s *Source) drift(e *episode, ch *Channel) bool {
	if s.profile.find("kg/kg") < 0 {
		return false
	}
	e.n = 40
	e.size = s.sign() * ch.Largest / 8
	return ch.Unit == "degC" || ch.Unit == "%RH" || ch.Unit == "kg/kg"
}

// applyDrift makes a contradiction that is visible once it is as large as the
// mixing ratio typically changes from row to row.
func (s *Source) applyDrift(x []float32) {
	e, p := &s.now, s.profile
	t, h, w := p.find("degC"), p.find("%RH"), p.find("kg/kg")
	before := mixing(x[t], x[h])
	off := float32(float32(min(e.at+1, 30)) * e.size)
	x[e.channel] += off
	wrong := mixing(x[t], x[h]) - before
	if e.channel == w {
		wrong = off
	}
	s.truth.Visible = abs(wrong) >= p.Channels[w].Typical
}

// mixing is the mass of water for each mass of dry air at sea level (Magnus'
// formula with the constants of WMO-No. 8, annex 4.B).
func mixing(celsius, percent float32) float32 {
	e := float32(percent / 100 * 6.112 * fixedpoint.Exp(17.62*celsius/(243.12+celsius)))
	return 0.622 * e / (1013.25 - e)
}

func concat(rows [][]float32) []float32 {
	var out []float32
	for _, r := range rows {
		out = append(out, r...)
	}
	return out
}

func abs(x float32) float32 { return float32(math.Abs(float64(x))) }
