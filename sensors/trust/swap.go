package trust

// swap is the pair of channels that would fit best in each other's place.
type swap struct {
	a, b   int
	score  float32 // how much nearer each comes to the last trusted sample
	remain float32 // distance that would remain
}

// Oldest trusted sample that a swap is judged by.
const (
	oldestWindow = 4
	oldestRow    = 64
)

// findSwap compares the channels that moved away furthest from the last trusted
// sample, at most eight.
func (g *gauge) findSwap() (best swap) {
	if !g.comparable() {
		return best
	}
	g.findBusy()
	for i, a := range g.busy {
		for _, b := range g.busy[i+1:] {
			s := g.swapped(a, b)
			if s.score > best.score {
				best = s
			}
		}
	}
	return best
}

// comparable reports whether there is a trusted sample that is not too old.
func (g *gauge) comparable() bool {
	oldest := oldestWindow
	if g.l.row() {
		oldest = oldestRow
	}
	return g.l.stream() && g.age > 0 && g.elapsed() <= oldest
}

// swapped asks by how much both channels would be nearer to the other's past than
// to their own; the lesser gain counts, since a lively channel is near to anything.
func (g *gauge) swapped(a, b int) swap {
	there, back := g.distance(a, b), g.distance(b, a)
	gain := min(g.distance(a, a)-back, g.distance(b, b)-there)
	return swap{min(a, b), max(a, b), gain, max(there, back)}
}

// findBusy sorts the channels furthest from ref into g.busy.
func (g *gauge) findBusy() {
	g.busy = g.busy[:0]
	for c := range g.ref {
		if len(g.busy) == most && g.distance(c, c) <= g.distance(g.busy[most-1], g.busy[most-1]) {
			continue
		}
		if len(g.busy) < most {
			g.busy = append(g.busy, c)
		}
		g.busy[len(g.busy)-1] = c
		for i := len(g.busy) - 1; i > 0 && g.distance(g.busy[i], g.busy[i]) > g.distance(g.busy[i-1], g.busy[i-1]); i-- {
			g.busy[i], g.busy[i-1] = g.busy[i-1], g.busy[i]
		}
	}
}

// distance says how unlike channel a was, in the last trusted sample, to what
// channel b is now.
func (g *gauge) distance(a, b int) float32 {
	return g.unlike(a, b, g.found.channels[b].signature)
}

func (g *gauge) unlike(a, b int, now signature) float32 {
	ca, cb := &g.l.Channels[a], &g.l.Channels[b]
	if g.l.row() {
		noise := ca.noise(g.ref[a].mean) + cb.noise(g.ref[a].mean)
		return rowDistance(g.ref[a], now, noise/2, g.elapsed())
	}
	return windowDistance(g.ref[a], now, ca.Noise+cb.Noise)
}
