package quantise

import (
	"math"
	"slices"

	"edgetune/fixedpoint"
	"edgetune/nn"
	"edgetune/nn/integer"
)

// Report is what a net has lost by integers, over some rows.
type Report struct {
	Precision string  `json:"precision"`
	Rows      int     `json:"rows"`
	Layers    []Loss  `json:"layers"`
	Agree     float64 `json:"agree"`        // share of the rows whose largest output is the same
	Change    float64 `json:"change"`       // of the outputs, root mean square
	Most      float64 `json:"largest"`      // change of one output
	Bytes     int     `json:"tensor_bytes"` // of all tensors
	Float     int     `json:"float_bytes"`  // of those of the net in float32
}

// Loss is what integers cost one layer. A ratio in dB is 10·log10 of the squares of
// the signal over those of the error; Relative is the error's root mean square over
// the signal's.
type Loss struct {
	Layer    string  `json:"layer"`
	Weights  float64 `json:"weights_db,omitempty"` // as the forward pass reads them
	Output   float64 `json:"output_db"`
	Relative float64 `json:"output_change"`
}

// distance sums what a ratio is made of.
type distance struct{ signal, noise float64 }

func (d *distance) add(want, got []float32) {
	for i, v := range want {
		e := float64(v) - float64(got[i])
		d.signal += float64(float64(v) * float64(v))
		d.noise += float64(e * e)
	}
}

// mostDB stands for no error at all.
const (
	mostDB    = 200
	mostRatio = 1e20
	decibels  = 4.342944819032518 // 10/ln(10)
)

func (d distance) db() float64 {
	if d.noise == 0 {
		return mostDB
	}
	ratio := min(max(d.signal/d.noise, 1/mostRatio), mostRatio)
	return float64(decibels * float64(fixedpoint.Log(float32(ratio))))
}

func (d distance) relative() float64 {
	if d.signal == 0 {
		return 0
	}
	return math.Sqrt(d.noise / d.signal)
}

// Compare asks m and n, which was made of it, about rows [row × input].
func Compare(m *nn.Model, n Net, rows []float32) (*Report, error) {
	c, err := newComparison(m, n)
	if err != nil {
		return nil, err
	}
	one := c.float.Spec.Input.Len()
	size := c.float.Options().Batch
	for at := 0; at < len(rows); at += one * size {
		c.batch(rows[at:min(at+one*size, len(rows))], one)
	}
	return c.report()
}

// comparison runs both nets side by side.
type comparison struct {
	lo          *lowering
	float       *nn.Model // folded
	net         Net
	values      [][]float32 // of each integer layer, in floating point
	layers      []distance
	rows, agree int
	most        float64
}

func newComparison(m *nn.Model, n Net) (*comparison, error) {
	g, err := graphOf(m.Spec)
	if err != nil {
		return nil, err
	}
	g.load(m)
	if g, err = g.folded(); err != nil {
		return nil, err
	}
	c := &comparison{net: n}
	if c.lo, err = g.lower(); err != nil {
		return nil, err
	}
	c.values, c.layers = make([][]float32, len(c.lo.layers)), make([]distance, len(c.lo.layers))
	c.float, err = g.model(min(calibrationBatch, n.Options().Batch))
	return c, err
}

// batch compares the nets on some rows.
func (c *comparison) batch(rows []float32, one int) {
	n := len(rows) / one
	for i := range n {
		c.float.Batch().Put(i, rows[i*one:(i+1)*one])
		c.net.Batch().Put(i, rows[i*one:(i+1)*one])
	}
	c.float.Watch(n, func(node int, values []float32) {
		if at := c.lo.at[node]; at >= 0 {
			c.values[at] = append(c.values[at][:0], values...)
		}
	})
	c.net.Watch(n, func(layer int, values []float32) { c.layers[layer].add(c.values[layer], values) })
	c.answers(n)
}

// answers compares the outputs of the last n rows.
func (c *comparison) answers(n int) {
	got, want := c.net.Infer(n), c.values[len(c.values)-1]
	width := c.net.Outputs()
	for i := range n {
		a, b := got[i*width:(i+1)*width], want[i*width:(i+1)*width]
		if top(a) == top(b) {
			c.agree++
		}
		for j, v := range a {
			c.most = max(c.most, math.Abs(float64(v)-float64(b[j])))
		}
	}
	c.rows += n
}

func top(v []float32) int { return slices.Index(v, slices.Max(v)) }

func (c *comparison) report() (*Report, error) {
	last := c.layers[len(c.layers)-1]
	r := &Report{
		Precision: c.net.Options().DType.String(), Rows: c.rows, Agree: float64(c.agree) / float64(c.rows), Most: c.most,
		Change: math.Sqrt(last.noise / float64(c.rows*c.net.Outputs())),
		Bytes:  bytesOf(c.net), Float: bytesOf(c.float),
	}
	for i, d := range c.layers {
		if d.signal+d.noise == 0 {
			continue // a layer that became part of the one behind it
		}
		l := Loss{Layer: c.lo.layers[i].Name, Output: d.db(), Relative: d.relative()}
		if g := &c.lo.graph.layers[c.lo.source[i]]; linear(g.Kind) {
			w, err := weightLoss(g, c.net.Options().DType)
			if err != nil {
				return nil, err
			}
			l.Weights = w.db()
		}
		r.Layers = append(r.Layers, l)
	}
	return r, nil
}

func bytesOf(n nn.Net) (sum int) {
	for _, t := range n.Tensors() {
		sum += t.Tensor.Len() * t.Tensor.DType.Size()
	}
	return sum
}

// weightLoss compares weights with those that the forward pass reads.
func weightLoss(l *layer, t nn.DType) (d distance, err error) {
	w := transposed(l.w, len(l.b))
	p, err := integer.Quantise(w, l.b)
	if err != nil {
		return d, err
	}
	got := make([]float32, len(w))
	for i, q := range p.W {
		v := float64(q)
		if t == nn.Int8 {
			v = 256 * float64((int32(q)+128)>>8)
		}
		got[i] = float32(float64(v/256) * p.WScale[i/(len(w)/len(l.b))])
	}
	d.add(w, got)
	return d, nil
}
