package sensors

import "fmt"

// concat applies several chains to the same window and puts their features side by
// side; all must have the same steps.
type concat struct {
	out   Layout
	parts []*chain
}

func newConcat(step Step, in Layout) (stage, error) {
	if len(step.Of) == 0 || len(step.Of) > maxSteps {
		return nil, fmt.Errorf("%d chains to concatenate; give 1 to %d", len(step.Of), maxSteps)
	}
	c := &concat{}
	for i, spec := range step.Of {
		sub, err := newChain(spec, in)
		if err != nil {
			return nil, fmt.Errorf("chain %d: %w", i, err)
		}
		if i > 0 && (sub.out.Height != c.out.Height || sub.out.Steps != c.out.Steps) {
			return nil, fmt.Errorf("chain %d gives %d x %d steps, those before it %d x %d; bring them to the same",
				i, sub.out.Height, sub.out.Steps, c.out.Height, c.out.Steps)
		}
		n := c.out.Channels + sub.out.Channels
		c.out = sub.out
		c.out.Channels = n
		c.parts = append(c.parts, sub)
	}
	return c, nil
}

func (c *concat) layout() Layout { return c.out }

func (c *concat) apply(dst, src []float32, length int) int {
	valid := 0
	for _, p := range c.parts {
		n := p.out.Len()
		valid = max(valid, p.apply(dst[:n], src, length))
		dst = dst[n:]
	}
	return valid
}
