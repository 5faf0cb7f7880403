package firmware

import (
	"math"

	"edgetune/firmware/memory"
	"edgetune/fixedpoint"
)

// examination is what a check found out.
type examination struct {
	gain, error       float64 // of the average over the origin: held out and first answers together
	held, liveHeld    float64 // of average and of live over the origin, held out alone
	overLive, liveErr float64 // of the average over live, held out
	anchor, live      float64 // change of average and of live on the source
	skills            float64 // of the average over live, on what was learned since
	guess, guessErr   float64 // of the average over a guess, on the same as gain
}

// examine asks judge, in which the average is, origin and live about all evidence.
func (g *Gate) examine(live Net) (e examination) {
	if g.Anchors.Len() > 0 {
		g.compareNets(g.Anchors, live)
		e.anchor, _ = g.a.gain()
		e.live, _ = g.b.gain()
	}
	if g.Skills != nil && g.Skills.Len() >= leastHeld {
		g.candidate.into(g.judge)
		g.compareNets(g.Skills.Store, live)
		e.skills, _ = g.c.gain()
	}
	g.candidate.into(g.judge)
	g.compareNets(g.Held.Store, live)
	e.liveErr = 1
	if g.Held.Len() >= leastHeld {
		e.held, _ = g.a.gain()
		e.liveHeld, _ = g.b.gain()
		e.overLive, e.liveErr = g.c.gain()
	}
	for i := range min(g.seen, watched) {
		w := &g.ring[i]
		g.a.add(w.class, w.origin, w.candidate)
	}
	e.gain, e.error = g.a.gain()
	e.guess, e.guessErr = g.overGuess()
	return e
}

// overGuess compares the average with an answer that knows nothing of the window, on
// what is held out, of which lost still tells, and on first answers: over n classes
// alike, 1/n of it is right. Where labels have no sense, a net can seem to gain on
// another one; on a guess it cannot.
func (g *Gate) overGuess() (gain, se float64) {
	if g.Held.Classes == 0 {
		return 0, 0
	}
	g.guess.clear()
	guess := 1 - 1/float32(max(1, g.a.present()))
	for i := range g.Held.Len() {
		g.guess.add(g.Held.Class(i), guess, g.lost[0][i])
	}
	for i := range min(g.seen, watched) {
		g.guess.add(g.ring[i].class, guess, g.ring[i].candidate)
	}
	return g.guess.gain()
}

// compareNets collects evidence on the windows of s: average (in judge) over origin,
// live over origin, average over live. It leaves the origin in judge.
func (g *Gate) compareNets(s *memory.Store, live Net) {
	g.ask(g.judge, s, &g.lost[0])
	g.origin.into(g.judge)
	g.ask(g.judge, s, &g.lost[1])
	g.ask(live, s, &g.lost[2])
	g.a.clear()
	g.b.clear()
	g.c.clear()
	for i := range s.Len() {
		c := s.Class(i)
		average, origin, live := g.lost[0][i], g.lost[1][i], g.lost[2][i]
		g.a.add(c, origin, average)
		g.b.add(c, origin, live)
		g.c.add(c, live, average)
	}
}

// ask fills lost with what m loses on each window of s.
func (g *Gate) ask(m Net, s *memory.Store, lost *[watched]float32) {
	batch, n := m.Options().Batch, m.Outputs()
	for lo := 0; lo < s.Len(); lo += batch {
		rows := min(batch, s.Len()-lo)
		for i := range rows {
			s.Row(lo+i, g.row)
			m.Batch().Put(i, g.row)
		}
		out := m.Infer(rows)
		for i := range rows {
			s.Targets(lo+i, g.values)
			lost[lo+i] = lossOf(out[i*n:(i+1)*n], s.Class(lo+i), g.values[:s.Values])
		}
	}
}

// The rule of the gate (docs/continual.md).
const (
	certainty   = 1.64 // standard errors at the first check
	anchorLoss  = 0.03 // that a promotion may cost without a reason
	anchorMost  = 0.10 // with one: a gain of at least twice the loss
	anchorPrice = 2
	anchorBack  = 0.02 // more than these takes back what serves
)

// decide promotes the average, which is in judge, or takes live back to the origin,
// or leaves things as they are.
func (g *Gate) decide(e examination, live Net) {
	v := &g.verdict
	v.Gain, v.Held, v.OverLive, v.Anchor, v.Skills = e.gain, e.held, e.overLive, e.anchor, e.skills
	k := float64(fixedpoint.Log(float32(g.checks)))
	z := math.Sqrt(float64(certainty*certainty) + k)
	v.Need = z * e.error
	v.Guess = e.guess - float64(z*e.guessErr)
	v.Reason = v.reason(g.checks, e.liveErr)
	switch {
	case v.Reason == Promoted:
		g.probation.begin(live, v.Tuned)
		CopyTensors(live, g.judge)
		v.Promotions++
		v.Tuned = true
	case v.Tuned && e.liveWorse():
		g.origin.into(live)
		v.Rollbacks++
		v.Tuned, v.Reason, v.Held, v.Anchor = false, TakenBack, e.liveHeld, e.live
		g.probation.left = 0
	}
}

// reason is the first one against the average, or Promoted.
func (v *Verdict) reason(checks int, liveErr float64) Reason {
	switch {
	case checks < 2:
		return FirstCheck
	case v.Gain <= 0 || v.Gain < v.Need:
		return Uncertain
	case v.Guess < 0:
		return Guessing
	case v.Held < 0:
		return WorseHeld
	case v.OverLive < -liveErr:
		return WorseThanLive
	case costsTooMuch(v.Anchor, v.Gain):
		return SourceLost
	case costsTooMuch(v.Skills, v.Gain):
		return SkillLost
	}
	return Promoted
}

// costsTooMuch reports whether change, a loss of what is to be kept, is more than
// gain is worth.
func costsTooMuch(change, gain float64) bool {
	return change < -anchorLoss && (change < -anchorMost || gain < -anchorPrice*change)
}

// liveWorse reports that what serves has become worse than the origin.
func (e *examination) liveWorse() bool {
	return e.liveHeld < 0 || e.live < -anchorMost-anchorBack || e.live < -anchorLoss-anchorBack && e.liveHeld < -e.live
}
