package op

import "fmt"

// Dense is a fully connected layer.
//
//	sum[o] = Bias[o] + Σ (x[i] - Zero)·(Weights[o, i] - WeightZero)
type Dense[X, W Value, A Sum] struct {
	Loops[X, W, A]
	Batch, In, Out int
	Zero           int32 // the zero point of x
	WeightZero     int32 // the zero point of the weights, 0 where they are symmetric
	Weights        []W   // [out × in]
	Bias           []A   // [out], or nil
	Output         Output
}

// Check reports what does not fit together.
func (d *Dense[X, W, A]) Check() error {
	switch {
	case d.Batch < 1 || d.In < 1 || d.Out < 1:
		return fmt.Errorf("op: dense: batch %d, %d in, %d out: each needs 1 or more", d.Batch, d.In, d.Out)
	case len(d.Weights) != d.In*d.Out:
		return fmt.Errorf("op: dense: %d weights, want %d × %d", len(d.Weights), d.Out, d.In)
	case len(d.Bias) != 0 && len(d.Bias) != d.Out:
		return fmt.Errorf("op: dense: %d biases for %d outputs", len(d.Bias), d.Out)
	}
	return d.Output.check("dense", d.Out)
}

// Run computes y [batch × out] of x [batch × in]. scratch is two sums for each output.
func (d *Dense[X, W, A]) Run(y, x []X, scratch []A) {
	start, sums := scratch[:d.Out], scratch[d.Out:2*d.Out]
	for o := range d.Out {
		start[o] = 0
		if d.Bias != nil {
			start[o] = d.Bias[o]
		}
		if d.Zero != 0 {
			w := d.Total(d.Weights[o*d.In : (o+1)*d.In])
			start[o] -= A(d.Zero) * (w - A(d.In)*A(d.WeightZero))
		}
	}
	for n := range d.Batch {
		d.row(y[n*d.Out:(n+1)*d.Out], x[n*d.In:(n+1)*d.In], start, sums)
	}
}

func (d *Dense[X, W, A]) row(y, x []X, start, sums []A) {
	var shift A // Σ x·WeightZero
	if d.WeightZero != 0 {
		for _, v := range x {
			shift += A(v)
		}
		shift *= A(d.WeightZero)
	}
	copy(sums, start)
	d.Dots(sums, x, d.Weights, d.In)
	for o := range y {
		y[o] = X(d.Output.Quantise(int64(sums[o]-shift), o))
	}
}
