package integer

import (
	"cmp"
	"slices"

	"edgetune/fixedpoint"
	"edgetune/nn"
)

// planning collects every buffer of a net before the first one has memory.
type planning struct {
	*nn.Planner
	nodes int
	bind  []func()   // points the slices at their memory
	named []nn.Named // what a model file holds
}

func newPlanning(nodes int) *planning {
	return &planning{Planner: nn.NewPlanner(nodes), nodes: nodes}
}

// loss is the moment of the loss.
func (p *planning) loss() int { return p.nodes }

// buffer plans n elements that are needed during l.
func buffer[T any](p *planning, dst *[]T, name string, n int, l nn.Life) {
	t := new(nn.Tensor)
	p.Buffer(t, name, nn.Shape{n * size[T]()}, nn.Byte, l)
	p.bind = append(p.bind, func() { view(dst, t, n) })
}

// keep plans a tensor that lives as long as the net, and travels in its file.
func keep[T any](p *planning, dst *[]T, name string, shape nn.Shape, d nn.DType) {
	t := new(nn.Tensor)
	p.Keep(t, name, shape, d)
	p.named = append(p.named, nn.Named{Name: name, Shape: shape, Tensor: t})
	p.bind = append(p.bind, func() { view(dst, t, shape.Len()) })
}

// hold plans n elements that live as long as the net, but stay out of its file.
func hold[T any](p *planning, dst *[]T, name string, n int) {
	t := new(nn.Tensor)
	p.Keep(t, name, nn.Shape{n * size[T]()}, nn.Byte)
	p.bind = append(p.bind, func() { view(dst, t, n) })
}

func view[T any](dst *[]T, t *nn.Tensor, n int) {
	if n > 0 {
		*dst = nn.View[T](*t)[:n]
	}
}

// size returns the bytes of an element in a plan, the same on every machine.
func size[T any]() int {
	var v T
	switch any(v).(type) {
	case int8, uint8:
		return 1
	case int16, uint16:
		return 2
	case int32, uint32, float32:
		return 4
	case fixedpoint.Multiplier:
		return 16
	}
	return 8
}

// allocate gives everything memory within budget bytes, 0 for no limit.
func (p *planning) allocate(budget int) (int, error) {
	size, err := p.Allocate(budget)
	if err != nil {
		return 0, err
	}
	for _, f := range p.bind {
		f()
	}
	p.bind = nil
	slices.SortStableFunc(p.named, func(a, b nn.Named) int {
		return cmp.Compare(b.Tensor.DType.Size(), a.Tensor.DType.Size())
	})
	return size, nil
}
