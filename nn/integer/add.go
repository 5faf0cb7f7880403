package integer

import (
	"fmt"
	"math"

	"edgetune/fixedpoint"
	"edgetune/nn"
	"edgetune/nn/integer/op"
)

// add is the sum of two activations, ReLU included: the joint of a residual branch.
// Its gradient goes on to both at once.
type add[X op.Value, A op.Sum] struct {
	precision[X, A]
	name   string
	relu   bool
	in     [2]*activation[X]
	to     [2]sink[A]
	y      activation[X]
	scales []float64 // of the file: s_y
	op     op.Add[X]
	track  tracker

	open [2]bool // the sinks that take this round's values
	row  []A     // a gradient of one position, for the first of two sinks
}

func newAdd[X op.Value, A op.Sum](pr precision[X, A], a, b op.Shape, l *Layer) (*add[X, A], error) {
	if a != b {
		return nil, fmt.Errorf("cannot add %v and %v; give the shortcut a 1x1 convolution", a, b)
	}
	s := &add[X, A]{precision: pr, name: l.Name, relu: l.ReLU}
	s.y = activation[X]{shape: a, scale: l.Scale}
	if l.ReLU {
		s.y.zero = pr.reluZero
	}
	s.track.reach = float64(pr.top - min(s.y.zero, 0))
	s.op = op.Add[X]{Left: pr.addLeft}
	s.op.Output.Mult = make([]fixedpoint.Multiplier, 1)
	return s, checkActivation(&s.y, pr.top)
}

func (s *add[X, A]) traits() traits { return traits{mask: s.relu, passing: true} }

func (s *add[X, A]) output() *activation[X] { return &s.y }

func (s *add[X, A]) wire(in []*activation[X], to []sink[A]) {
	copy(s.in[:], in)
	copy(s.to[:], to)
}

func (s *add[X, A]) plan(pl *planning, at *site) {
	if at.learns {
		buffer(pl, &s.row, s.name+".gradient of a position", s.y.shape.C, at.grad)
	}
	keep(pl, &s.scales, s.name+".scales", nn.Shape{1}, nn.Float64)
}

func (s *add[X, A]) publish() { s.scales[0] = s.y.scale }

func (s *add[X, A]) settled() error {
	s.y.scale = s.scales[0]
	return checkActivation(&s.y, s.top)
}

// forward brings both to twice the larger scale, with more bits, and adds.
func (s *add[X, A]) forward(p *pass) {
	twice := 2 * max(s.in[0].scale, s.in[1].scale)
	for i, o := range []*op.Operand{&s.op.A, &s.op.B} {
		*o = op.Operand{Zero: s.in[i].zero, Mult: fixedpoint.NewMultiplier(s.in[i].scale / twice)}
	}
	s.op.Output.Mult[0] = fixedpoint.NewMultiplier(twice / math.Ldexp(s.y.scale, s.op.Left))
	var clip fixedpoint.Saturation
	var peak int32
	lo, zero := s.lowest(s.relu), int64(s.y.zero)
	for i := range p.rows * s.y.one() {
		v := clip.Clamp(s.op.Sum(s.in[0].v[i], s.in[1].v[i])+zero, lo, int64(s.top))
		s.y.v[i] = X(v)
		peak = max(peak, int32(v-zero), int32(zero-v))
	}
	if p.train {
		s.track.observe(s.y.scale, clip, s.relu, peak)
	}
}

func (s *add[X, A]) blank() bool {
	for _, t := range s.to {
		if t != nil && t.blank() {
			return true
		}
	}
	return false
}

// begin implements sink: a round that measures is for those that want it.
func (s *add[X, A]) begin(p *pass, scale float64, measure bool) {
	for i, t := range s.to {
		s.open[i] = t != nil && (!measure || t.blank())
		if s.open[i] {
			t.begin(p, scale, measure)
		}
	}
}

// put implements sink.
func (s *add[X, A]) put(at int, v []A) {
	if s.relu {
		s.back.mask(v, s.y.v[at:at+len(v)], X(s.y.zero))
	}
	if s.open[0] && s.open[1] {
		s.putBoth(at, v)
		return
	}
	for i, t := range s.to {
		if s.open[i] {
			t.put(at, v)
		}
	}
}

// putBoth gives the first sink a copy, since sinks may overwrite what they get.
func (s *add[X, A]) putBoth(at int, v []A) {
	for c := len(s.row); len(v) > 0; v, at = v[c:], at+c {
		copy(s.row, v)
		s.to[0].put(at, s.row)
		s.to[1].put(at, v[:c])
	}
}

// end implements sink.
func (s *add[X, A]) end() {
	for i, t := range s.to {
		if s.open[i] {
			t.end()
		}
	}
}

// backward: the sink has passed everything on.
func (s *add[X, A]) backward(*pass) {}
