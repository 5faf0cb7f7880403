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
	one     [512]X // ones, see One
}

// One returns ones, to sum with a loop of products. It is the same memory every time.
func (c *Conv[X, W, A]) One() []X {
	if c.one[0] == 0 {
		for i := range c.one {
			c.one[i] = 1
		}
	}
	return c.one[:]
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

// Patch is how many activations the scratch of Run and Each holds: what one output
// sees of its input.
func (c *Conv[X, W, A]) Patch() int { return c.Window.H * c.Window.W * c.In.C }

// Run computes y. scratch is two sums for each output channel, patch of length Patch.
func (c *Conv[X, W, A]) Run(y, x []X, scratch []A, patch []X) {
	c.Each(x, scratch, patch, func(at int, sums []A) {
		for o, s := range sums {
			y[at+o] = X(c.Output.Quantise(int64(s), o))
		}
	})
}

// Each calls f with the sums of every output position, in the order of memory; at
// is the index of the position's first channel. scratch is two sums for each
// output channel, patch of length Patch; f may keep sums only until it returns.
func (c *Conv[X, W, A]) Each(x []X, scratch []A, patch []X, f func(at int, sums []A)) {
	image := c.In.H * c.In.W * c.In.C
	start, sums := scratch[:c.Out.C], scratch[c.Out.C:2*c.Out.C]
	c.Begin(start)
	at := 0
	for n := range c.In.N {
		for oy := range c.Out.H {
			for ox := range c.Out.W {
				copy(sums, start)
				c.dots(sums, c.See(x[n*image:(n+1)*image], oy, ox, patch))
				f(at, sums)
				at += c.Out.C
			}
		}
	}
}

// Begin computes where the sums of a position start: the bias and what the zero point of
// x contributes.
func (c *Conv[X, W, A]) Begin(start []A) {
	clear(start)
	if c.Zero != 0 {
		fan, one := len(c.Weights)/c.Out.C, c.One()
		for at := 0; at < fan; at += len(one) {
			c.Dots(start, one[:min(len(one), fan-at)], c.Weights[at:], fan)
		}
	}
	for o := range start {
		start[o] *= -A(c.Zero)
		if c.Bias != nil {
			start[o] += c.Bias[o]
		}
	}
}

// dots adds the products of a patch with the weights of every channel.
func (c *Conv[X, W, A]) dots(sums []A, patch []X) {
	fan, wide := len(c.Weights)/c.Out.C, c.Out.C/c.Groups
	for g := range c.Groups {
		c.Dots(sums[g*wide:(g+1)*wide], patch[g*fan:(g+1)*fan], c.Weights[g*wide*fan:], fan)
	}
}

// See returns what output (oy, ox) sees of x, an image: [group × taps × channels of
// the group], the zero point where a tap lies in the padding. It is a part of x where
// it can be, else patch.
func (c *Conv[X, W, A]) See(x []X, oy, ox int, patch []X) []X {
	w := &c.Window
	if w.H == 1 && w.W == 1 && w.Top == 0 && w.Left == 0 && c.Groups == 1 && c.fits() {
		at := (oy*w.StrideH*c.In.W + ox*w.StrideW) * c.In.C
		return x[at : at+c.In.C]
	}
	t := w.At(oy, ox, c.In)
	whole := t.Rows.Len() == w.H && t.Cols.Len() == w.W
	if whole && w.DilationW == 1 && c.Groups == 1 && (w.H == 1 || w.DilationH == 1 && w.W == c.In.W) {
		at := w.Index(t, 0, 0, c.In)
		return x[at : at+c.Patch()]
	}
	if !whole {
		zero := X(c.Zero)
		for i := range patch {
			patch[i] = zero
		}
	}
	if t.Cols.Len() == 0 {
		return patch
	}
	for ky := t.Rows.From; ky < t.Rows.To; ky++ {
		c.seeRow(x, t, ky, patch)
	}
	return patch
}

// fits reports whether the outputs begin inside the input.
func (c *Conv[X, W, A]) fits() bool {
	return (c.Out.H-1)*c.Window.StrideH < c.In.H && (c.Out.W-1)*c.Window.StrideW < c.In.W
}

// seeRow copies one row of taps; taps that are neighbours in memory go together.
func (c *Conv[X, W, A]) seeRow(x []X, t Taps, ky int, patch []X) {
	w := &c.Window
	from := w.Index(t, ky, t.Cols.From, c.In)
	if w.DilationW == 1 && c.Groups == 1 {
		copy(patch[(ky*w.W+t.Cols.From)*c.In.C:], x[from:from+t.Cols.Len()*c.In.C])
		return
	}
	per := c.In.C / c.Groups
	for kx := t.Cols.From; kx < t.Cols.To; kx++ {
		row := x[from+(kx-t.Cols.From)*w.DilationW*c.In.C:][:c.In.C]
		for g := range c.Groups {
			copy(patch[((g*w.H+ky)*w.W+kx)*per:], row[g*per:(g+1)*per])
		}
	}
}
