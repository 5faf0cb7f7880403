package op

import "fmt"

// Depthwise convolves every input channel by itself with Multiplier filters.
// Output channel c·Multiplier + j comes from input channel c.
type Depthwise[X, W Value, A Sum] struct {
	Loops[X, W, A]
	Window     Window
	In, Out    Shape
	Multiplier int
	Zero       int32 // the zero point of x
	Weights    []W   // [taps high × taps wide × out]
	Bias       []A   // [out], or nil
	Output     Output
}

// Check reports what does not fit together.
func (d *Depthwise[X, W, A]) Check() error {
	if d.Multiplier < 1 || d.Out.C != d.In.C*d.Multiplier {
		return fmt.Errorf("op: depthwise: %d channels in, multiplier %d, %d out", d.In.C, d.Multiplier, d.Out.C)
	}
	if d.Taps == nil {
		return fmt.Errorf("op: depthwise: these loops have no Taps")
	}
	want := d.Window.H * d.Window.W * d.Out.C
	return checkFilter("depthwise", d.In, d.Out, d.Window, len(d.Weights), want, len(d.Bias), &d.Output)
}

// Run computes y. sums is scratch of one sum for each output channel.
func (d *Depthwise[X, W, A]) Run(y, x []X, sums []A) {
	image := d.In.H * d.In.W * d.In.C
	sums = sums[:d.Out.C]
	for n := range d.In.N {
		for oy := range d.Out.H {
			for ox := range d.Out.W {
				d.sum(sums, x[n*image:(n+1)*image], d.Window.At(oy, ox, d.In))
				at := ((n*d.Out.H+oy)*d.Out.W + ox) * d.Out.C
				for c, s := range sums {
					y[at+c] = X(d.Output.Quantise(int64(s), c))
				}
			}
		}
	}
}

// sum adds up the taps of one output for all channels.
func (d *Depthwise[X, W, A]) sum(sums []A, x []X, t Taps) {
	if d.Bias == nil {
		clear(sums)
	} else {
		copy(sums, d.Bias)
	}
	for ky := t.Rows.From; ky < t.Rows.To; ky++ {
		for kx := t.Cols.From; kx < t.Cols.To; kx++ {
			at := d.Window.Index(t, ky, kx, d.In)
			w := (ky*d.Window.W + kx) * d.Out.C
			d.tap(sums, x[at:at+d.In.C], d.Weights[w:w+d.Out.C])
		}
	}
}

func (d *Depthwise[X, W, A]) tap(sums []A, x []X, w []W) {
	if d.Multiplier == 1 {
		d.Taps(sums, x, 0, w, 0, 1, X(d.Zero))
		return
	}
	for c := range sums {
		sums[c] += A(int32(x[c/d.Multiplier])-d.Zero) * A(w[c])
	}
}
