package sensors

import "fmt"

// maxDepth and maxSteps bound a Spec that comes out of a file.
const (
	maxDepth = 8
	maxSteps = 64
)

// chain applies stages one after the other between two buffers; the last one
// writes to the caller's.
type chain struct {
	in, out Layout
	stages  []stage
	buffers [2][]float32
}

func newChain(spec Spec, in Layout) (*chain, error) {
	if n := spec.depth(); n > maxDepth {
		return nil, fmt.Errorf("chains nested %d deep; %d is the limit", n, maxDepth)
	}
	if len(spec) > maxSteps {
		return nil, fmt.Errorf("%d steps in one chain; %d is the limit", len(spec), maxSteps)
	}
	if len(spec) == 0 {
		spec = Spec{{Kind: "raw"}}
	}
	c := &chain{in: in, out: in}
	for i, step := range spec {
		s, err := newStage(step, c.out)
		if err != nil {
			return nil, fmt.Errorf("step %d (%s): %w", i, step.Kind, err)
		}
		if c.out = s.layout(); i+1 < len(spec) && len(c.buffers[i%2]) < c.out.Len() {
			c.buffers[i%2] = make([]float32, c.out.Len())
		}
		c.stages = append(c.stages, s)
	}
	return c, nil
}

// depth returns how deep chains are nested in s, 1 for a plain chain.
func (s Spec) depth() int {
	deepest := 0
	for _, step := range s {
		for _, sub := range step.Of {
			deepest = max(deepest, sub.depth())
		}
	}
	return deepest + 1
}

// apply reads a planar window and fills dst, planar too.
func (c *chain) apply(dst, src []float32, length int) int {
	last := len(c.stages) - 1
	for i, s := range c.stages {
		to := dst
		if i < last {
			to = c.buffers[i%2]
		}
		to = to[:s.layout().Len()]
		length = s.apply(to, src, length)
		src = to
	}
	return length
}
