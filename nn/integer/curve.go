package integer

import (
	"fmt"
	"math"

	"edgetune/fixedpoint"
	"edgetune/nn/integer/op"
)

// curve is an activation function by itself: relu6 and leaky ReLU in the units of
// their input, sigmoid and tanh in units that end where they do. Activations of 8 bits
// go through a table of 256 that follows the input's scale, both through the curves of
// 16 bits of package fixedpoint. Its gradient goes on at once.
type curve[X op.Value, A op.Sum] struct {
	single[X, A]
	kind     Kind
	name     string
	leak     fixedpoint.Multiplier
	bits     int               // an output of sigmoid or tanh is in units of 2^-bits
	table    []X               // of 8 bits: 256 values, else nil
	scale    fixedpoint.Scalar // of the input that it is prepared for
	argument fixedpoint.CurveScale
	top      int64 // 6 in units of the output
	row      []A   // gradient of one position
}

func newCurve[X op.Value, A op.Sum](pr precision[X, A], in op.Shape, l *Layer) (*curve[X, A], error) {
	c := &curve[X, A]{kind: l.Kind, name: l.Name, leak: fixedpoint.NewMultiplier(l.Slope), bits: 15}
	if l.Kind == LeakyReLU && !(l.Slope >= 0 && l.Slope <= 1) {
		return nil, fmt.Errorf("slope %g below 0; use 0 to 1", l.Slope)
	}
	c.y.shape = in
	if pr.wide {
		c.y.scale = fixedpoint.Power(-15)
		return c, nil
	}
	switch c.kind {
	case Sigmoid:
		c.bits, c.y.scale, c.y.zero = 8, fixedpoint.Power(-8), -128
	case Tanh:
		c.bits, c.y.scale = 7, fixedpoint.Power(-7)
	}
	return c, nil
}

// traits: small negative outputs of a leaky ReLU round to 0, so that its slope is read
// off its input.
func (c *curve[X, A]) traits() traits {
	leaky := c.kind == LeakyReLU
	return traits{keepX: leaky, mask: !leaky, passing: true}
}

func (c *curve[X, A]) plan(pl *planning, at *site) {
	if c.bits != 15 || size[X]() == 1 {
		hold(pl, &c.table, c.name+".table", 256)
	}
	if at.learns {
		buffer(pl, &c.row, c.name+".gradient of a position", c.y.shape.C, at.grad)
	}
}

// forward prepares the function for this step's scale, and applies it.
func (c *curve[X, A]) forward(p *pass) {
	if c.kind == ReLU6 || c.kind == LeakyReLU {
		c.y.scale, c.y.zero = c.x.scale, c.x.zero
	}
	if c.scale != c.x.scale {
		c.prepare()
	}
	x := c.x.v[:p.rows*c.y.one()]
	if c.table == nil {
		for i, v := range x {
			c.y.v[i] = c.value(v)
		}
		return
	}
	for i, v := range x {
		c.y.v[i] = c.table[uint8(v)]
	}
}

// prepare brings the function to the scale of its input.
func (c *curve[X, A]) prepare() {
	c.scale = c.x.scale
	c.argument = c.scale.CurveScale()
	c.top = min(fixedpoint.Whole(6).Div(c.scale).Round(), math.MaxInt16)
	for i := range c.table {
		c.table[i] = c.value(X(int8(i)))
	}
}

// value is the function of one activation.
func (c *curve[X, A]) value(x X) X {
	d := int64(x) - int64(c.x.zero)
	switch c.kind {
	case ReLU6:
		d = min(max(d, 0), c.top)
	case LeakyReLU:
		if d < 0 {
			d = c.leak.Single(d)
		}
	case Sigmoid:
		d = c.narrow(fixedpoint.SigmoidInt16(int16(saturate(d, math.MaxInt16)), c.argument))
	case Tanh:
		d = c.narrow(fixedpoint.TanhInt16(int16(saturate(d, math.MaxInt16)), c.argument))
	}
	return X(d + int64(c.y.zero))
}

// narrow brings a value in Q15 to the bits of the output, below one.
func (c *curve[X, A]) narrow(v int16) int64 {
	down := 15 - c.bits
	return min((int64(v)+1<<down>>1)>>down, 1<<c.bits-1)
}

// slope is that of the function at value i, in Q15.
func (c *curve[X, A]) slope(i int) int64 {
	if c.kind == LeakyReLU {
		if int32(c.x.v[i]) < c.x.zero {
			return c.leak.Single(1 << 15)
		}
		return 1 << 15
	}
	d, one := int64(c.y.v[i])-int64(c.y.zero), int64(1)<<c.bits
	switch c.kind {
	case ReLU6:
		if d <= 0 || d >= c.top {
			return 0
		}
	case Sigmoid:
		return d * (one - d) << 15 >> (2 * c.bits)
	case Tanh:
		return (one*one - d*d) << 15 >> (2 * c.bits)
	}
	return 1 << 15
}

func (c *curve[X, A]) blank() bool { return c.to != nil && c.to.blank() }

// begin implements sink.
func (c *curve[X, A]) begin(p *pass, scale fixedpoint.Scalar, measure bool) {
	c.to.begin(p, scale, measure)
}

// put implements sink: products with the slope are rounded to nearest, ties up.
func (c *curve[X, A]) put(at int, v []A) {
	for n := len(c.row); len(v) > 0; v, at = v[n:], at+n {
		for i := range c.row {
			c.row[i] = A((int64(v[i])*c.slope(at+i) + 1<<14) >> 15)
		}
		c.to.put(at, c.row)
	}
}

// end implements sink.
func (c *curve[X, A]) end() { c.to.end() }

// backward: the sink has passed everything on.
func (c *curve[X, A]) backward(*pass) {}
