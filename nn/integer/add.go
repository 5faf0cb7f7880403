package integer

import (
	"fmt"

	"edgetune/fixedpoint"
	"edgetune/internal/kernel"
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
	scales []fixedpoint.Scalar // of the file: s_y
	op     op.Add[X]
	track  tracker
	clip   kernel.Clip

	tables []A // both operands of each byte, in the common scale; of 16 bits none
	sums   []A // of some values
	mult   []fixedpoint.Multiplier

	open [2]bool // the sinks that take this round's values
	row  []A     // a gradient of one position, for the first of two sinks
}

func newAdd[X op.Value, A op.Sum](pr precision[X, A], a, b op.Shape, l *Layer) (*add[X, A], error) {
	if a != b {
		return nil, fmt.Errorf("cannot add %v and %v; give the shortcut a 1x1 convolution", a, b)
	}
	s := &add[X, A]{precision: pr, name: l.Name, relu: l.ReLU}
	s.y = activation[X]{shape: a, scale: fixedpoint.Real(l.Scale)}
	if l.ReLU {
		s.y.zero = pr.reluZero
	}
	s.track.reach = pr.top - min(s.y.zero, 0)
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
	if s.dtype == nn.Int8 {
		buffer(pl, &s.tables, s.name+".tables", 2*256, at.now())
		buffer(pl, &s.sums, s.name+".sums", addValues, at.now())
		buffer(pl, &s.mult, s.name+".multipliers", addValues, at.now())
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
	twice := s.in[0].scale.Max(s.in[1].scale).Times2(1)
	for i, o := range []*op.Operand{&s.op.A, &s.op.B} {
		*o = op.Operand{Zero: s.in[i].zero, Mult: s.in[i].scale.Div(twice).Multiplier()}
	}
	s.op.Output.Mult[0] = twice.Div(s.y.scale.Times2(s.op.Left)).Multiplier()
	s.clip = kernel.Clip{Zero: s.y.zero, Low: int32(s.lowest(s.relu)), High: s.top}
	s.sum(p)
	if p.train {
		seen := fixedpoint.Saturation{Seen: int64(p.rows * s.y.one()), Low: int64(s.clip.Below), High: int64(s.clip.Above)}
		s.track.observe(s.y.scale, seen, s.relu, max(-s.clip.Least, s.clip.Most))
	}
}

// sum computes all values: of bytes with a table of each operand, and a kernel.
func (s *add[X, A]) sum(p *pass) {
	n := p.rows * s.y.one()
	if s.tables == nil {
		for i := range n {
			s.y.v[i] = X(s.limit(s.op.Sum(s.in[0].v[i], s.in[1].v[i])))
		}
		return
	}
	for i := range 256 {
		v := X(i - 128)
		s.tables[i], s.tables[256+i] = A(s.op.Common(s.op.A, v)), A(s.op.Common(s.op.B, v))
	}
	for c := range s.mult {
		s.mult[c] = s.op.Output.Mult[0]
	}
	for at := 0; at < n; at += len(s.sums) {
		s.sumRow(at, min(at+len(s.sums), n))
	}
}

// sumRow computes the values [from, to).
func (s *add[X, A]) sumRow(from, to int) {
	a, b := s.in[0].v[from:to], s.in[1].v[from:to]
	left, right := (*[256]A)(s.tables), (*[256]A)(s.tables[256:])
	sums := s.sums[:len(a)]
	for i, v := range a {
		sums[i] = left[uint8(v)^0x80] + right[uint8(b[i])^0x80]
	}
	s.back.requantise(s.y.v[from:to], sums, s.mult[:len(a)], &s.clip)
}

// limit clamps a sum and adds the zero point.
func (s *add[X, A]) limit(v int64) int32 {
	c := &s.clip
	switch x := int64(c.Zero); {
	case v+x < int64(c.Low):
		v = int64(c.Low) - x
		c.Below++
	case v+x > int64(c.High):
		v = int64(c.High) - x
		c.Above++
	}
	c.Least, c.Most = min(c.Least, int32(v)), max(c.Most, int32(v))
	return int32(v) + c.Zero
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
func (s *add[X, A]) begin(p *pass, scale fixedpoint.Scalar, measure bool) {
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

// addValues is how many values are added at a time.
const addValues = 256
