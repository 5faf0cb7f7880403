package op

// TransposeConv is the transposed convolution: every input value spreads over a
// window of the output. It is written as a gather, so that each output is one sum:
// tap k reaches output o from input (o + pad - k·dilation)/stride where that is whole.
type TransposeConv[X, W Value, A Sum] struct {
	Loops[X, W, A]
	Window  Window // Top and Left cut rows and columns off the output
	In, Out Shape
	Zero    int32 // the zero point of x
	Weights []W   // [out × taps high × taps wide × in]
	Bias    []A   // [out], or nil
	Output  Output

	product [1]A
}

// Check reports what does not fit together.
func (c *TransposeConv[X, W, A]) Check() error {
	want := c.Out.C * c.Window.H * c.Window.W * c.In.C
	return checkFilter("transpose conv", c.In, c.Out, c.Window, len(c.Weights), want, len(c.Bias), &c.Output)
}

// Run computes y.
func (c *TransposeConv[X, W, A]) Run(y, x []X) {
	image, at := c.In.H*c.In.W*c.In.C, 0
	for n := range c.In.N {
		for oy := range c.Out.H {
			for ox := range c.Out.W {
				for o := range c.Out.C {
					sum := c.sum(x[n*image:(n+1)*image], oy, ox, o)
					y[at] = X(c.Output.Quantise(int64(sum), o))
					at++
				}
			}
		}
	}
}

func (c *TransposeConv[X, W, A]) sum(x []X, oy, ox, o int) A {
	var sum A
	if c.Bias != nil {
		sum = c.Bias[o]
	}
	w := &c.Window
	for ky := range w.H {
		iy, ok := source(oy+w.Top-ky*w.DilationH, w.StrideH, c.In.H)
		if !ok {
			continue
		}
		for kx := range w.W {
			if ix, ok := source(ox+w.Left-kx*w.DilationW, w.StrideW, c.In.W); ok {
				at, from := (iy*c.In.W+ix)*c.In.C, ((o*w.H+ky)*w.W+kx)*c.In.C
				filter := c.Weights[from : from+c.In.C]
				sum += c.dot(x[at:at+c.In.C], filter, &c.product) - A(c.Zero)*c.Total(filter)
			}
		}
	}
	return sum
}

// source returns at/stride when it is a whole number in [0, size).
func source(at, stride, size int) (int, bool) {
	if at < 0 || at%stride != 0 {
		return 0, false
	}
	return at / stride, at/stride < size
}
