package integer

import (
	"edgetune/internal/kernel"
	"edgetune/nn/integer/op"
)

// The forward pass of a convolution whose outputs see rows of 16 activations or more: a
// run of outputs of a row at a time.

// shortestRow is how many activations a row of taps needs.
const shortestRow = 16

// mostSums bounds how many sums a run has.
const mostSums = 1024

// runs reports whether outputs are computed in runs.
func (l *Linear[X, A]) runs() bool {
	c := &l.conv
	return l.back.dotsRun != nil && c.Groups == 1 && c.Window.DilationW == 1 && c.Window.W*c.In.C >= shortestRow
}

// outputRun is how many outputs a run has.
func (l *Linear[X, A]) outputRun() int {
	out := &l.conv.Out
	width := out.W
	if l.point || l.depthwise() {
		width = out.N * out.H * out.W
	}
	return min(max(mostSums/out.C&^3, 4), mostRun, width)
}

// runPatch is how many activations a run sees.
func (l *Linear[X, A]) runPatch() int {
	w := &l.conv.Window
	return w.H * ((l.outputRun()-1)*w.StrideW + w.W) * l.conv.In.C
}

// eachOutput computes all outputs.
func (l *Linear[X, A]) eachOutput(y []X) {
	c := &l.conv
	start, sums := l.scratch[:c.Out.C], l.scratch[c.Out.C:]
	c.Begin(start)
	rows, width := c.In.N*c.Out.H, c.Out.W
	if l.point {
		rows, width = 1, rows*width
	}
	step := l.outputRun()
	for at := range rows {
		for x := 0; x < width; x += step {
			r := run{at / c.Out.H, at % c.Out.H, op.Span{From: x, To: min(x+step, width)}}
			v := repeat(sums[:r.Len()*c.Out.C], start)
			l.sumRun(r, v)
			l.emit(y, (at*width+x)*c.Out.C, v)
		}
	}
}

// repeat fills v with copies of row.
func repeat[A any](v, row []A) []A {
	for n := copy(v, row); n < len(v); n *= 2 {
		copy(v[n:], v[:n])
	}
	return v
}

// sumRun adds the products of a run of outputs.
func (l *Linear[X, A]) sumRun(r run, sums []A) {
	c, w := &l.conv, &l.conv.Window
	l.dotsRun = kernel.DotsRun{Rows: r.Len(), Outs: c.Out.C, Taps: w.H, Len: w.W * c.In.C, Step: w.StrideW * c.In.C}
	x := l.x.v[r.From*c.In.C:]
	if !l.point {
		x = l.underRun(r)
	}
	l.back.dotsRun(sums, x, c.Weights, &l.dotsRun)
}

// underRun returns what the first row of taps of a run sees, and sets how far the others
// lie behind it: in the input where all of it is there, else in a copy.
func (l *Linear[X, A]) underRun(r run) []X {
	c, w := &l.conv, &l.conv.Window
	from := r.From*w.StrideW - w.Left
	size := (r.Len()-1)*w.StrideW + w.W
	top := r.y*w.StrideH - w.Top
	image := l.x.v[r.n*c.In.H*c.In.W*c.In.C:][:c.In.H*c.In.W*c.In.C]
	if from >= 0 && from+size <= c.In.W && top >= 0 && top+(w.H-1)*w.DilationH < c.In.H {
		l.dotsRun.Row = w.DilationH * c.In.W * c.In.C
		return image[(top*c.In.W+from)*c.In.C:]
	}
	l.dotsRun.Row = size * c.In.C
	patch := l.patch[:w.H*size*c.In.C]
	for ky := range w.H {
		row := patch[ky*size*c.In.C : (ky+1)*size*c.In.C]
		if iy := top + ky*w.DilationH; iy >= 0 && iy < c.In.H {
			l.pad(row, image[iy*c.In.W*c.In.C:(iy+1)*c.In.W*c.In.C], from)
		} else {
			fill(row, X(l.x.zero))
		}
	}
	return patch
}
