package op

import "fmt"

// Pad adds a border: Before and After elements on every axis, filled with Value,
// the zero point of the tensor.
type Pad[X Value] struct {
	In            Shape
	Before, After Shape
	Value         X
}

// Check reports what does not fit together.
func (p *Pad[X]) Check() error {
	for _, s := range []Shape{p.Before, p.After} {
		if min(s.N, s.H, s.W, s.C) < 0 {
			return fmt.Errorf("op: pad: border %v is negative", s)
		}
	}
	return p.In.check("pad input")
}

// Out returns the shape of y.
func (p *Pad[X]) Out() Shape {
	return Shape{
		p.Before.N + p.In.N + p.After.N, p.Before.H + p.In.H + p.After.H,
		p.Before.W + p.In.W + p.After.W, p.Before.C + p.In.C + p.After.C,
	}
}

// Run writes x with its border into y.
func (p *Pad[X]) Run(y, x []X) {
	out := p.Out()
	for i := range y[:out.Len()] {
		y[i] = p.Value
	}
	for n := range p.In.N {
		for h := range p.In.H {
			for w := range p.In.W {
				from := ((n*p.In.H+h)*p.In.W + w) * p.In.C
				to := (((n+p.Before.N)*out.H+h+p.Before.H)*out.W+w+p.Before.W)*out.C + p.Before.C
				copy(y[to:], x[from:from+p.In.C])
			}
		}
	}
}
