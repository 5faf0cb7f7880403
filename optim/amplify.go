package optim

import (
	"edgetune/fixedpoint"
	"edgetune/nn"
)

// Amplify is gradient amplification (Basodi, Ji, Zhang, Pan, arXiv 2006.10560): the
// backward values of randomly drawn layers are multiplied by a factor, in some
// epochs and not in others. A factor on a backward value multiplies every gradient
// below it, so here it multiplies rates: nothing else of the backward pass changes.
//
// One pass over a stream has no epochs. In their place, amplification is on for the
// first half of every [amplifyPeriod] steps, each time with other layers.
type Amplify struct {
	none
	eta   float
	total int
	seed  uint32
	step  int
	gain  map[int]float // of each node, the product of the factors above it
}

// The factor and the share of layers lie in the middle of what the paper tries.
const (
	amplifyEta    = 0.01
	amplifyFactor = 2
	amplifyShare  = 0.5
	amplifyPeriod = 20 // steps
)

func newAmplify(o Options) Rates {
	return &Amplify{eta: or(o.Eta, amplifyEta), total: o.Steps, seed: o.Seed, gain: map[int]float{}}
}

func (a *Amplify) norms() bool { return false }

func (a *Amplify) begin(info nn.StepInfo) {
	a.step = info.Step
	clear(a.gain)
}

// visit hands the gain of a node, times its own factor, to what it reads.
func (a *Amplify) visit(node int, from []int, layer nn.Layer, _ *nn.Pass) {
	if a.gain[node] == 0 {
		a.gain[node] = 1 // the last node
	}
	if t, ok := layer.(nn.Trainable); ok && t.Block() != nil && a.drawn(node) {
		a.gain[node] *= amplifyFactor
	}
	for _, j := range from {
		a.gain[j] = max(a.gain[j], a.gain[node])
	}
}

// drawn reports whether a layer is amplified in this step.
func (a *Amplify) drawn(node int) bool {
	at := a.step % amplifyPeriod
	if at >= amplifyPeriod/2 {
		return false
	}
	key := fixedpoint.Key(a.seed, uint32(a.step/amplifyPeriod), amplifyStream)
	return fixedpoint.Uniform(fixedpoint.Rand(key, uint32(node))) < amplifyShare
}

// amplifyStream is the number of the stream of random numbers.
const amplifyStream = 0x616d706c

func (a *Amplify) scale(b *nn.Block, st *state, info nn.StepInfo) bool {
	st.fill(a.eta * decay(info.Step, a.total) * a.gain[b.Node] * info.Unscale)
	return true
}
