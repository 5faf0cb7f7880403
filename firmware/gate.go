package firmware

import (
	"edgetune/firmware/memory"
	"edgetune/fixedpoint"
)

// Numbers of the gate (docs/continual.md).
const (
	HoldEvery  = 5   // one of so many windows is held out
	firstCheck = 8   // windows before it, a round; the next ones follow at twice as many
	checkEvery = 160 // from then on
	watched    = 128 // windows whose first answers are remembered
	leastHeld  = 8   // held-out windows that count
	heldFresh  = 8   // times its number, a class is held out before new windows push out old ones steadily
)

// Gate decides whether the average of the weights may serve. It holds windows back
// that nobody learns from, remembers how each net did on windows before they were
// learned from, and keeps anchors: windows of the source.
type Gate struct {
	Held    *memory.Reservoir
	Anchors *memory.Store // may be nil
	// Skills are windows of what was learned since: those held out at the end of a day,
	// never learned from. May be nil.
	Skills *memory.Reservoir

	judge             Net // of the same net, for answers alone
	origin, candidate *snapshot
	ring              [watched]watch
	seen              int // windows in the ring, ever
	checks            int // since the world last changed
	arrived           int
	unchecked         bool // windows arrived since the last check
	next, gap         int  // number of arrived windows that brings a check, and to the one after it
	row, values       []float32
	lost              [3][watched]float32 // of average, origin and live, on one store
	a, b, c           *evidence           // average over origin, live over origin, average over live
	guess             *evidence           // average over a guess
	verdict           Verdict
	probation         probation
}

// watch is what the three nets lost on a window, before it was learned from.
type watch struct {
	class                   int
	origin, live, candidate float32
}

// NewGate makes a gate around live, what serves now. judge is another model of the
// same net, built for inference with the same batch.
func NewGate(live, judge Net, held *memory.Reservoir, anchors *memory.Store) *Gate {
	n := groupsOf(held.Store)
	g := &Gate{
		Held: held, Anchors: anchors, judge: judge, origin: newSnapshot(live), candidate: newSnapshot(live), next: firstCheck, gap: firstCheck,
		row: make([]float32, held.Width), values: make([]float32, max(held.Values, 1)),
		a: newEvidence(n), b: newEvidence(n), c: newEvidence(n), guess: newEvidence(n),
		probation: probation{previous: newSnapshot(live), e: newEvidence(n)},
	}
	held.Fresh = heldFresh
	CopyTensors(judge, live)
	return g
}

// Size returns the bytes that it holds beside its model.
func (g *Gate) Size() int {
	size := g.judge.Size() + g.origin.size() + g.candidate.size() + g.probation.previous.size() +
		g.Held.Size() + g.Anchors.Size() + 16*watched + 4*(len(g.row)+len(g.values))
	if g.Skills != nil {
		size += g.Skills.Size()
	}
	return size
}

// Verdict returns the last decision.
func (g *Gate) Verdict() Verdict { return g.verdict }

const holdStream = 0x686f6c64 // of the random numbers

// holds counts a window that arrives and reports whether it is held out: one of
// every five, at a random place, lest a stream with a period of its own hide a class.
func (g *Gate) holds() bool {
	i := uint32(g.arrived)
	g.arrived++
	g.unchecked = true
	key := fixedpoint.Key(g.judge.Options().Seed, i/HoldEvery, holdStream)
	return i%HoldEvery == fixedpoint.Below(fixedpoint.Rand(key, 0), HoldEvery)
}

// watch asks the three nets about windows that nobody has learned from yet. The
// first check has no candidate to speak of.
func (g *Gate) watch(live Net, r *round) {
	if g.checks == 0 {
		return
	}
	first := g.seen
	g.seen += r.n
	g.origin.into(g.judge)
	r.ask(g.judge, func(i int, loss float32) {
		g.at(first+i).class, g.at(first+i).origin = r.classes[i], loss
	})
	g.candidate.into(g.judge)
	r.ask(g.judge, func(i int, loss float32) { g.at(first + i).candidate = loss })
	r.ask(live, func(i int, loss float32) { g.at(first + i).live = loss })
}

// renew drops the evidence of a world that is gone; what was held out stays, until
// windows of the new one take its place. The checks begin as at the start.
func (g *Gate) renew() {
	g.Held.Renew()
	g.seen, g.checks = 0, 0
	g.next, g.gap = g.arrived+firstCheck, firstCheck
}

func (g *Gate) at(i int) *watch { return &g.ring[i%watched] }

// ask tells what m loses on each window of the round.
func (r *round) ask(m Net, tell func(i int, loss float32)) {
	r.answers(m, func(i int, out []float32) { tell(i, lossOf(out, r.classes[i], r.values[i])) })
}

// answers tells what m says of each window of the round.
func (r *round) answers(m Net, tell func(i int, out []float32)) {
	for i := range r.n {
		m.Batch().Put(i, r.rows[i])
	}
	out, n := m.Infer(r.n), m.Outputs()
	for i := range r.n {
		tell(i, out[i*n:(i+1)*n])
	}
}

// due reports whether enough windows arrived for a check.
func (g *Gate) due() bool { return g.arrived >= g.next }

// check decides, with the average of the weights as it is now, on its leash.
func (g *Gate) check(avg *Average, live Net, leash *Leash) {
	g.next += g.gap
	g.gap = min(2*g.gap, checkEvery)
	g.verdict.Checks++
	g.checks++
	g.unchecked = false
	avg.Into(g.judge)
	leash.limit(g.judge)
	g.candidate.take(g.judge)
	e := g.examine(live)
	g.candidate.into(g.judge)
	g.decide(e, live)
}
