package optim

import (
	"slices"

	"edgetune/internal/kernel"
	"edgetune/nn"
)

// Freeze is a constant rate for layers that still change: a layer stops for good
// once its gradient has settled and all layers below it have stopped, so what learns
// is always the upper part of the net (AutoFreeze: Liu, Agarwal, Venkataraman,
// arXiv 2102.01386, §4). The change is that of the gradient's norm between one
// interval and the next, relative to the former; a layer has settled when its change
// is at most the median over the layers. The last layer never stops.
//
// The paper accumulates gradient vectors; the norms that are accumulated here need
// two floats a layer instead of a copy of the net.
type Freeze struct {
	none
	eta    float
	total  int
	seen   map[int]*convergence
	frozen int // nodes up to here have stopped; -1: none
}

// convergence is the norm of a layer's gradient over two intervals.
type convergence struct{ before, now, change float }

// The paper checks a few times per epoch.
const (
	freezeEta    = 0.01
	freezeChecks = 10 // over a stream of known length
	freezeEvery  = 50 // steps, where it is unknown
)

func newFreeze(o Options) Rates {
	return &Freeze{eta: or(o.Eta, freezeEta), total: o.Steps, seen: map[int]*convergence{}, frozen: -1}
}

func (f *Freeze) norms() bool { return true }

// begin closes an interval: all layers but the last may stop.
func (f *Freeze) begin(info nn.StepInfo) {
	every := freezeEvery
	if f.total > 0 {
		every = max(1, f.total/freezeChecks)
	}
	if info.Step <= 1 || (info.Step-1)%every != 0 {
		return
	}
	for _, c := range f.seen {
		c.close()
	}
	if info.Step > 2*every {
		f.stop()
	}
}

// close makes the interval that ends the one before.
func (c *convergence) close() {
	d := c.before - c.now
	c.change = max(d, -d) / (c.before + tiny)
	c.before, c.now = c.now, 0
}

// stop freezes layers from the lowest up, as long as they have settled.
func (f *Freeze) stop() {
	var nodes []int
	var changes []float
	for n, c := range f.seen {
		if n > f.frozen {
			nodes, changes = append(nodes, n), append(changes, c.change)
		}
	}
	if len(nodes) < 2 {
		return
	}
	slices.Sort(nodes)
	slices.Sort(changes)
	middle := changes[(len(changes)-1)/2]
	for _, n := range nodes[:len(nodes)-1] {
		if f.seen[n].change > middle {
			return
		}
		f.frozen = n
	}
}

func (f *Freeze) scale(b *nn.Block, st *state, info nn.StepInfo) bool {
	if b.Node <= f.frozen {
		return false
	}
	c := f.seen[b.Node]
	if c == nil {
		c = &convergence{}
		f.seen[b.Node] = c
	}
	st.fill(1)
	g2 := st.length2(b, info.Unscale)
	c.now += kernel.Sqrt(g2)
	st.fill(f.eta * decay(info.Step, f.total) * info.Unscale)
	return true
}
