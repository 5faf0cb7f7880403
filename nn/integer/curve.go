package integer

import (
	"fmt"
	"math"

	"edgetune/fixedpoint"
	"edgetune/nn/integer/op"
)

// curve is an activation function by itself: relu6 and leaky ReLU in the units of
// their input, sigmoid and tanh in units that end where they do. Activations of 8 bits
// go through a table of 256 that follows the input's scale, those of 16 through the
// curves of package fixedpoint. Its gradient goes on at once.
type curve[X op.Value, A op.Sum] struct {
	single[X, A]
	kind  Kind
	name  string
	leak  float64
	bits  int // an output of sigmoid or tanh is in units of 2^-bits
	table []X // of 8 bits: 256 values, else nil
	scale float64
	top   int64 // 6 in units of the output
	row   []A   // gradient of one position
}

func newCurve[X op.Value, A op.Sum](pr precision[X, A], in op.Shape, l *Layer) (*curve[X, A], error) {
	c := &curve[X, A]{kind: l.Kind, name: l.Name, leak: l.Slope, bits: 15}
	if l.Kind == LeakyReLU && !(l.Slope >= 0 && l.Slope <= 1) {
		return nil, fmt.Errorf("slope %g below 0; use 0 to 1", l.Slope)
	}
	c.y.shape = in
	if pr.wide {
		c.y.scale = 0x1p-15
		return c, nil
	}
	switch c.kind {
	case Sigmoid:
		c.bits, c.y.scale, c.y.zero = 8, 1.0/256, -128
	case Tanh:
		c.bits, c.y.scale = 7, 1.0/128
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
		c.top = int64(math.Floor(min(6/c.x.scale, math.MaxInt16) + 0.5))
	}
	x := c.x.v[:p.rows*c.y.one()]
	if c.table == nil {
		c.wide(x)
		return
	}
	if c.scale != c.x.scale {
		c.scale = c.x.scale
		c.tabulate()
	}
	for i, v := range x {
		c.y.v[i] = c.table[uint8(v)]
	}
}

// tabulate fills the table of 8 bits.
func (c *curve[X, A]) tabulate() {
	in, out := fixedpoint.Affine{Scale: c.x.scale, Zero: c.x.zero}, fixedpoint.Affine{Scale: c.y.scale, Zero: c.y.zero}
	for q := fixedpoint.Int8.Min; q <= fixedpoint.Int8.Max; q++ {
		c.table[uint8(q)] = X(out.Quantize(c.real(in.Real(q)), fixedpoint.Int8))
	}
}

// real is the function itself.
func (c *curve[X, A]) real(v float64) float64 {
	switch c.kind {
	case ReLU6:
		return min(max(v, 0), 6)
	case LeakyReLU:
		if v < 0 {
			return float64(v * c.leak)
		}
		return v
	case Sigmoid:
		return float64(fixedpoint.Sigmoid(float32(v)))
	}
	return float64(fixedpoint.Tanh(float32(v)))
}

// wide applies the function to activations of 16 bits.
func (c *curve[X, A]) wide(x []X) {
	args := fixedpoint.NewCurveScale(c.x.scale)
	leak := fixedpoint.NewMultiplier(c.leak)
	for i, v := range x {
		d := int64(v) - int64(c.x.zero)
		switch c.kind {
		case ReLU6:
			d = min(max(d, 0), c.top)
		case LeakyReLU:
			if d < 0 {
				d = leak.Single(d)
			}
		case Sigmoid:
			d = int64(fixedpoint.SigmoidInt16(int16(saturate(d, math.MaxInt16)), args))
		case Tanh:
			d = int64(fixedpoint.TanhInt16(int16(saturate(d, math.MaxInt16)), args))
		}
		c.y.v[i] = X(d + int64(c.y.zero))
	}
}

// slope is that of the function at value i, in Q15.
func (c *curve[X, A]) slope(i int) int64 {
	if c.kind == LeakyReLU {
		if int32(c.x.v[i]) < c.x.zero {
			return int64(math.Floor(float64(c.leak*32768) + 0.5))
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
func (c *curve[X, A]) begin(p *pass, scale float64, measure bool) {
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
