package firmware

// Numbers of a probation.
const (
	probationWindows = 160 // that a net which was promoted is watched on
	probationCertain = 2.5 // standard errors that prove it worse than the one before
)

// probation compares what serves with what served before its promotion, on windows
// that neither learned from before they were asked.
type probation struct {
	previous *snapshot // the last net that passed, or the origin
	tuned    bool      // previous is not the origin
	left     int       // windows to go; 0: none is on probation
	e        *evidence // what serves over previous
}

// begin puts live, which is about to be replaced, aside. One that is itself on
// probation has proved nothing yet: the net before it stays.
func (p *probation) begin(live Net, tuned bool) {
	if p.left == 0 {
		p.previous.take(live)
		p.tuned = tuned
	}
	p.left = probationWindows
	p.e.clear()
}

// probe asks both nets about the round. It reports whether the probation is over,
// and whether it was passed.
func (g *Gate) probe(live Net, r *round) (over, passed bool) {
	p := &g.probation
	if p.left == 0 {
		return false, false
	}
	var before [RoundWindows]float32
	p.previous.into(g.judge)
	r.ask(g.judge, func(i int, loss float32) { before[i] = loss })
	r.ask(live, func(i int, loss float32) { p.e.add(r.classes[i], before[i], loss) })
	p.left = max(0, p.left-r.n)
	gain, se := p.e.gain()
	if gain < 0 && -gain >= probationCertain*se {
		g.fail(live, gain)
		return true, false
	}
	return p.left == 0, p.left == 0
}

// fail lets the net before serve again.
func (g *Gate) fail(live Net, gain float64) {
	v, p := &g.verdict, &g.probation
	p.previous.into(live)
	p.left = 0
	v.Rollbacks++
	v.Tuned, v.Reason, v.OverLive = p.tuned, Failed, gain
}

// onProbation watches what was promoted last.
func (r *Rehearser) onProbation() {
	over, passed := r.Gate.probe(r.Live, &r.round)
	switch {
	case passed:
		r.tell("probation passed", "what was promoted last is no worse than what served before")
	case over:
		r.tell(Failed.String(), r.Gate.verdict.String())
	}
}
