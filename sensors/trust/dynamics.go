package trust

import (
	"math"
	"slices"

	"edgetune/sensors"
)

// traces collects what every sample of the source shows.
type traces struct {
	repeat, swap []float64
	frozen       []float64
	channels     []channelTraces
	norms        [][]signature
	ratios       [][]float64
}

type channelTraces struct{ jump, spike, still, rest []float64 }

// learnDynamics goes over the recording with the same gauge that judges later.
func (l *Limits) learnDynamics(rec *recording) {
	g := newGauge(l)
	t := traces{
		channels: make([]channelTraces, len(l.Channels)),
		norms:    make([][]signature, len(l.Norms)), ratios: make([][]float64, len(l.Ratios)),
	}
	var s sensors.Sample
	for i := range rec.len() {
		rec.sample(i, &s)
		t.take(g, g.measure(&s))
		g.accept()
	}
	l.learnRepetition(&t)
	if l.stream() && len(l.Channels) > 1 {
		l.Swap = max(float32(swapMargin*quantile(sorted(t.swap), 1-rare)), l.smallestSwap())
	}
	for c := range l.Channels {
		if l.stream() {
			l.Channels[c].learn(&t.channels[c], l.timed())
		}
	}
	l.learnNorms(t.norms)
	l.learnRatios(t.ratios)
}

// learnRepetition: in windows of a thousand steps one may come twice by chance, two
// that follow each other do not.
func (l *Limits) learnRepetition(t *traces) {
	if !l.stream() {
		return
	}
	l.Frozen = runLimit(t.frozen)
	l.Repeat = float32(runMargin*quantile(sorted(t.repeat), 1-rare)) + 1
	if l.timed() {
		l.Repeat = max(l.Repeat, float32(len(l.Channels)*3)/2)
	}
}

// smallestSwap is the gain below which two channels are too alike to tell.
func (l *Limits) smallestSwap() float32 {
	if l.row() {
		return farRow / 4
	}
	return farWindow / 3
}

func sorted(x []float64) []float64 {
	slices.Sort(x)
	return x
}

func (t *traces) take(g *gauge, f *found) {
	t.repeat = append(t.repeat, float64(f.repeat))
	t.frozen = append(t.frozen, float64(f.frozen))
	t.swap = append(t.swap, float64(f.swap.score))
	for c := range f.channels {
		r, to := &f.channels[c], &t.channels[c]
		to.jump = append(to.jump, float64(r.jump.ratio))
		to.spike = append(to.spike, float64(r.spike.ratio))
		to.still = append(to.still, float64(r.still))
		to.rest = append(to.rest, float64(r.rest))
	}
	for i, s := range g.norms {
		t.norms[i] = append(t.norms[i], s)
	}
	for i := range t.ratios {
		if v := g.l.Ratios[i].value(f.channels); finite(v) {
			t.ratios[i] = append(t.ratios[i], float64(v))
		}
	}
}

// runLimit is twice the longest run, and two more: where no value ever comes twice,
// one that does may still be chance.
func runLimit(runs []float64) int {
	return int(runMargin*quantile(sorted(runs), 1-rare)) + 2
}

func (l *Channel) learn(t *channelTraces, timed bool) {
	if quantile(sorted(t.still), 1) > 0 || l.Rest != nil {
		l.Still = runLimit(t.still)
	}
	if l.Rest != nil {
		l.Rest.Still = runLimit(t.rest)
	}
	if timed {
		l.Jump = float32(peakMargin * quantile(sorted(t.jump), 1-rare))
		l.Spike = float32(peakMargin * quantile(sorted(t.spike), 1-rare))
	}
}

// propose lists the relations that the units of the channels make possible.
func (l *Limits) propose() {
	if l.row() && l.stream() {
		l.proposeRows()
	}
	if !l.timed() {
		return
	}
	groups := l.groups()
	for _, g := range groups {
		if unit := l.Channels[g[0]].Unit; len(g) == 3 && (unit == "m/s^2" || unit == "g") {
			l.Norms = append(l.Norms, Norm{Channels: g})
		}
	}
	for i := 1; i < len(groups); i++ {
		if l.Channels[groups[i][0]].Unit != l.Channels[groups[i-1][0]].Unit {
			l.Ratios = append(l.Ratios, Ratio{Of: groups[i], To: groups[i-1]})
		}
	}
}

// proposeRows pairs neighbours of one unit that has no zero of its own. Their ratio
// must be above 0, and steady, to be kept.
func (l *Limits) proposeRows() {
	for c := 1; c < len(l.Channels); c++ {
		unit := l.Channels[c].Unit
		if unit != "" && unit == l.Channels[c-1].Unit && unit != "degC" && unit != "degF" {
			l.Ratios = append(l.Ratios, Ratio{Of: []int{c}, To: []int{c - 1}})
		}
	}
}

// groups cuts the channels where the unit changes; channels without one are alone.
func (l *Limits) groups() [][]int {
	var out [][]int
	for c := range l.Channels {
		if n := len(out); n > 0 && l.Channels[c].Unit != "" && l.Channels[c].Unit == l.Channels[c-1].Unit {
			out[n-1] = append(out[n-1], c)
		} else {
			out = append(out, []int{c})
		}
	}
	return out
}

// Margins of relations.
const (
	normMargin  = 1.5
	normRest    = 4
	normLargest = 0.2 // of Centre: further off at rest it is no gravity
	ratioMargin = 2
	steadyRatio = 16 // of the limits, margins included: four between the values of rows
	// Mean over deviation of the length of a vector that only noise moves, 2.37
	// (Maxwell's distribution): what violent shaking adds to gravity.
	shaken = 2.4
)

// learnNorms keeps the vectors that have one length at rest.
func (l *Limits) learnNorms(seen [][]signature) {
	var kept []Norm
	for i, n := range l.Norms {
		if n.learn(seen[i]) {
			kept = append(kept, n)
		}
	}
	l.Norms = kept
}

// learn takes centre and rest from the stillest fifth of the samples.
func (n *Norm) learn(seen []signature) bool {
	slices.SortFunc(seen, func(a, b signature) int {
		if a.dev < b.dev {
			return -1
		}
		return 1
	})
	var still, off, moved []float64
	for _, s := range seen[:max(len(seen)/5, 1)] {
		still = append(still, float64(s.mean))
	}
	centre := quantile(sorted(still), 0.5)
	for _, m := range still {
		off = append(off, math.Abs(m-centre))
	}
	rest := quantile(sorted(off), 1-rare)
	for _, s := range seen {
		moved = append(moved, max(math.Abs(float64(s.mean)-centre)-rest, 0)/max(float64(s.dev), 1e-6))
	}
	n.Centre, n.Rest = float32(centre), float32(normRest*rest)
	n.Move = max(float32(normMargin*quantile(sorted(moved), 1-rare)), shaken)
	return rest < normLargest*centre
}

func (l *Limits) learnRatios(seen [][]float64) {
	var kept []Ratio
	for i, r := range l.Ratios {
		all := sorted(seen[i])
		r.Lo = float32(quantile(all, rare) / ratioMargin)
		r.Hi = float32(quantile(all, 1-rare) * ratioMargin)
		if r.Lo > 0 && (l.timed() || r.Hi/r.Lo < steadyRatio) {
			kept = append(kept, r)
		}
	}
	l.Ratios = kept
}
