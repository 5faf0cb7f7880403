package firmware

import "edgetune/nn"

// Average is a running mean of the weights of a model that learns, in float32: what
// serves, while the last weights wander. After step k it has moved by 1-b towards
// them, b = (1+k)/(10+k), at most 0.998; so no rate has to fall for it to settle.
type Average struct {
	mean  []float32
	of    Net
	steps int
	row   [averageChunk]float32
}

const (
	averageChunk = 256
	averageKeeps = 0.998
)

// NewAverage starts at the weights of m.
func NewAverage(m Net) *Average {
	n := 0
	if q, ok := m.(inIntegers); ok {
		n = q.Parameters()
	} else {
		eachLearned(m, func(t *nn.Tensor) { n += t.Len() })
	}
	a := &Average{mean: make([]float32, n), of: m}
	a.Restart(m)
	return a
}

// eachLearned visits the tensors of m, in floating point, that learning changes.
func eachLearned(m Net, visit func(t *nn.Tensor)) {
	for _, b := range m.(*nn.Model).Blocks() {
		for _, t := range b.Learned() {
			if t.Len() > 0 {
				visit(t)
			}
		}
	}
}

// Size returns its bytes.
func (a *Average) Size() int { return 4 * len(a.mean) }

// Restart forgets the past and begins at the weights of m.
func (a *Average) Restart(m Net) {
	a.steps = 0
	if n, ok := m.(inIntegers); ok {
		n.Blend(a.mean, 0)
		return
	}
	at := a.mean
	eachLearned(m, func(t *nn.Tensor) {
		copy(at, t.Read(m.Options().Kernels, 0, t.Len(), at))
		at = at[t.Len():]
	})
}

// Follow takes the weights of m after one more step. It allocates nothing.
func (a *Average) Follow(m Net) {
	a.steps++
	b := min(averageKeeps, float32(1+a.steps)/float32(10+a.steps))
	if n, ok := m.(inIntegers); ok {
		n.Blend(a.mean, b)
		return
	}
	k := m.Options().Kernels
	at := a.mean
	for _, blk := range m.(*nn.Model).Blocks() {
		for _, t := range blk.Learned() {
			for lo := 0; lo < t.Len(); lo += averageChunk {
				hi := min(lo+averageChunk, t.Len())
				k.Scale(at[:hi-lo], b)
				k.Axpy(at[:hi-lo], 1-b, t.Read(k, lo, hi, a.row[:]))
				at = at[hi-lo:]
			}
		}
	}
}

// Into writes the mean into a model of the same net, in its own storage; in integers
// with the scales that the net has now which the mean followed.
func (a *Average) Into(m Net) {
	if n, ok := m.(inIntegers); ok {
		n.Take(a.mean, a.of)
		return
	}
	at := a.mean
	eachLearned(m, func(t *nn.Tensor) {
		t.Write(m.Options().Kernels, 0, at[:t.Len()])
		at = at[t.Len():]
	})
}
