package sensors

import "fmt"

// Feature turns a window into a row of numbers.
//
// Extract reads a planar window [channel × height × time] of In().Len() values, of
// which the first length steps of each channel are valid, and writes Out().Len()
// values, channel-last, to dst. It allocates nothing.
type Feature interface {
	In() Layout
	Out() Layout
	Extract(dst, window []float32, length int)
}

// Extractor is the feature that [New] builds from a [Spec].
type Extractor struct {
	chain  *chain
	planar []float32 // the chain's result before its axes are swapped, where both are longer than 1
}

// New builds the steps of spec for windows of layout in. It fails when a step is
// unknown, lacks a parameter, or does not fit the layout that reaches it.
func New(spec Spec, in Layout) (*Extractor, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	c, err := newChain(spec, in)
	if err != nil {
		return nil, fmt.Errorf("sensors: feature: %w", err)
	}
	e := &Extractor{chain: c}
	if out := c.out; out.Channels > 1 && out.Height*out.Steps > 1 {
		e.planar = make([]float32, out.Len())
	}
	return e, nil
}

// In returns the layout of the windows that Extract reads.
func (e *Extractor) In() Layout { return e.chain.in }

// Out returns the layout of the rows that Extract writes.
func (e *Extractor) Out() Layout { return e.chain.out }

// Extract implements [Feature].
func (e *Extractor) Extract(dst, window []float32, length int) {
	dst = dst[:e.chain.out.Len()]
	if e.planar == nil {
		e.chain.apply(dst, window, length)
		return
	}
	e.chain.apply(e.planar, window, length)
	channelLast(dst, e.planar, e.chain.out.Channels)
}
