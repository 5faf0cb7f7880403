package op

import "fmt"

// Conv is a convolution over height and width, or over width alone (height 1 and
// one row of taps). Padding counts as the zero point of x.
//
//	sum[o] = Bias[o] + Σ (x[y, x, i] - Zero)·Weights[o, ky, kx, i]
type Conv[X, W Value, A Sum] struct {
	Loops[X, W, A]
	Window  Window
	In, Out Shape
	Groups  int   // output channels of group g see input channels of group g
	Zero    int32 // the zero point of x
	Weights []W   // [out × taps high × taps wide × in/groups]
	Bias    []A   // [out], or nil
	Output  Output
}

// Check reports what does not fit together.
func (c *Conv[X, W, A]) Check() error {
	if c.Groups < 1 || c.In.C%c.Groups != 0 || c.Out.C%c.Groups != 0 {
		return fmt.Errorf("op: conv: %d groups do not divide %d and %d channels", c.Groups, c.In.C, c.Out.C)
	}
	return checkFilter("conv", c.In, c.Out, c.Window, len(c.Weights), c.Out.C*c.Window.H*c.Window.W*(c.In.C/c.Groups), len(c.Bias), &c.Output)
}

// checkFilter checks what convolutions have in common.
func checkFilter(what string, in, out Shape, w Window, weights, want, bias int, o *Output) error {
	if err := in.check(what + " input"); err != nil {
		return err
	}
	if err := out.check(what + " output"); err != nil {
		return err
	}
	if err := w.check(what); err != nil {
		return err
	}
	switch {
	case in.N != out.N:
		return fmt.Errorf("op: %s: batch of %d in and %d out", what, in.N, out.N)
	case weights != want:
		return fmt.Errorf("op: %s: %d weights, want %d", what, weights, want)
	case bias != 0 && bias != out.C:
		return fmt.Errorf("op: %s: %d biases for %d channels", what, bias, out.C)
	}
	return o.check(what, out.C)
}

// Run computes y. scratch is two sums for each output channel.
func (c *Conv[X, W, A]) Run(y, x []X, scratch []A) {
	c.Each(x, scratch, func(at int, sums []A) {
		for o, s := range sums {
			y[at+o] = X(c.Output.Quantise(int64(s), o))
		}
	})
}

// Each calls f with the sums of every output position, in the order of memory; at
// is the index of the position's first channel. scratch is two sums for each
// output channel, and f may keep sums only until it returns.
func (c *Conv[X, W, A]) Each(x []X, scratch []A, f func(at int, sums []A)) {
	image := c.In.H * c.In.W * c.In.C
	start, sums := scratch[:c.Out.C], scratch[c.Out.C:2*c.Out.C]
	known, at := Taps{Rows: Span{-1, -1}}, 0
	for n := range c.In.N {
		for oy := range c.Out.H {
			for ox := range c.Out.W {
				t := c.Window.At(oy, ox, c.In)
				if t.Rows != known.Rows || t.Cols != known.Cols {
					c.begin(start, t)
					known = t
				}
				for o := range sums {
					sums[o] = start[o] + c.dot(x[n*image:(n+1)*image], t, o)
				}
				f(at, sums)
				at += c.Out.C
			}
		}
	}
}

// begin computes where the sums start when the window has these taps: the bias and
// what the zero point of x contributes.
func (c *Conv[X, W, A]) begin(start []A, t Taps) {
	per := c.In.C / c.Groups
	for o := range start {
		start[o] = 0
		if c.Bias != nil {
			start[o] = c.Bias[o]
		}
		if c.Zero == 0 {
			continue
		}
		for ky := t.Rows.From; ky < t.Rows.To; ky++ {
			row := c.Weights[(o*c.Window.H+ky)*c.Window.W*per:]
			start[o] -= A(c.Zero) * c.Total(row[t.Cols.From*per:t.Cols.To*per])
		}
	}
}

// dot is Σ x·w of channel o. Taps that are neighbours in memory make one product.
func (c *Conv[X, W, A]) dot(x []X, t Taps, o int) A {
	per := c.In.C / c.Groups
	group := o / (c.Out.C / c.Groups)
	run, runs := per, t.Cols.Len()
	if c.Window.DilationW == 1 && c.Groups == 1 {
		run, runs = per*runs, min(runs, 1)
	}
	var sum A
	for ky := t.Rows.From; ky < t.Rows.To; ky++ {
		w := ((o*c.Window.H+ky)*c.Window.W + t.Cols.From) * per
		for k := range runs {
			from := c.Window.Index(t, ky, t.Cols.From+k, c.In) + group*per
			sum += c.Dot(x[from:from+run], c.Weights[w+k*per:w+k*per+run])
		}
	}
	return sum
}
