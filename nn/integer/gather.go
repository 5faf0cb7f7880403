package integer

import (
	"edgetune/nn"
	"edgetune/nn/integer/op"
)

// run is some neighbours in a row of positions of sample n; of a layer whose outputs see
// one position each, of all rows of the batch.
type run struct {
	n, y int
	op.Span
}

// runValues and mostRun bound how many positions a run has, and how many sums.
const (
	runValues = 256
	mostRun   = 32
)

// flat reports whether positions of input and output are the same, in the same order.
func (l *Linear[X, A]) flat() bool { return l.point && l.pool == nil }

// runLength is how many positions of the input make a run: what fits the gradient of the
// weights, which comes later, or has memory of its own, no more than that gradient.
func (l *Linear[X, A]) runLength() int {
	n := min(max(min(runValues, l.conv.Out.C*l.fanIn)/l.conv.In.C, 1), mostRun)
	if l.factored() && !l.twice() {
		n = mostRun
	}
	if l.sharesSums() {
		n = min(l.panel*l.fanIn/l.conv.In.C, mostRun)
	}
	return min(n, l.conv.In.Len()/l.conv.In.C)
}

// sharesSums reports whether dx of a run lies where dW will be.
func (l *Linear[X, A]) sharesSums() bool {
	return l.part == nn.Weights && !l.factored() && l.panel*l.fanIn >= l.conv.In.C
}

// eachRun calls f with the runs of the input, and with how many positions lie before.
func (l *Linear[X, A]) eachRun(p *pass, f func(at int, r run)) {
	in := &l.conv.In
	rows, width := p.rows*in.H, in.W
	if l.flat() {
		rows, width = 1, rows*width
	}
	step := l.runLength()
	for y := range rows {
		for x := 0; x < width; x += step {
			f(y*width+x, run{y / in.H, y % in.H, op.Span{From: x, To: min(x+step, width)}})
		}
	}
}

// gather computes dx of a run of input positions.
func (l *Linear[X, A]) gather(r run, acc []A) {
	clear(acc)
	c, w := &l.conv, &l.conv.Window
	if l.flat() {
		l.back.mulRows(acc, c.In.C, l.h[r.From*c.Out.C:], c.Out.C, c.Weights, l.fanIn, r.Len(), c.Out.C, c.In.C)
		return
	}
	for ky := range w.H {
		oy, ok := outputOf(r.y+w.Top-ky*w.DilationH, w.StrideH, c.Out.H)
		if !ok {
			continue
		}
		from, to := l.readers(r.Span, 0)
		first, _ := l.readers(r.Span, w.W-1)
		if from = min(from, first); from >= to {
			continue
		}
		h := l.hRow(run{r.n, oy, op.Span{From: from, To: to}})
		if l.depthwise() {
			l.gatherChannels(r, ky, from, h, acc)
			continue
		}
		for kx := range w.W {
			l.gatherTap(r, ky, kx, from, h, acc)
		}
	}
}

// outputOf returns the output whose tap lies stride·output behind its first one.
func outputOf(at, stride, size int) (int, bool) {
	return at / stride, at >= 0 && at%stride == 0 && at/stride < size
}

// readers returns the outputs of a row whose tap kx reads the inputs of r.
func (l *Linear[X, A]) readers(r op.Span, kx int) (from, to int) {
	w := &l.conv.Window
	shift := w.Left - kx*w.DilationW + w.StrideW - 1
	return max(0, r.From+shift) / w.StrideW, min(max(0, r.To+shift)/w.StrideW, l.conv.Out.W)
}

// gatherTap adds h·W of one tap for all output channels; h begins at output first.
func (l *Linear[X, A]) gatherTap(r run, ky, kx, first int, h []int16, acc []A) {
	c, w := &l.conv, &l.conv.Window
	from, to := l.readers(r.Span, kx)
	if from >= to {
		return
	}
	at := from*w.StrideW + kx*w.DilationW - w.Left - r.From
	per, wide := c.In.C/c.Groups, c.Out.C/c.Groups
	for g := range c.Groups {
		weights := c.Weights[g*wide*l.fanIn+(ky*w.W+kx)*per:]
		l.back.mulRows(acc[at*c.In.C+g*per:], w.StrideW*c.In.C, h[(from-first)*c.Out.C+g*wide:], c.Out.C, weights, l.fanIn, to-from, wide, per)
	}
}

// gatherChannels is gatherTap of a depthwise layer, all taps of a row: neighbours go
// together where outputs are neighbours too.
func (l *Linear[X, A]) gatherChannels(r run, ky, first int, h []int16, acc []A) {
	w, channels := &l.conv.Window, l.conv.Out.C
	taps := l.backTaps[ky*w.W*channels:]
	if w.StrideW > 1 || w.DilationW > 1 {
		for kx := range w.W {
			from, to := l.readers(r.Span, kx)
			for ox := from; ox < to; ox++ {
				at := ox*w.StrideW + kx*w.DilationW - w.Left - r.From
				l.back.taps(acc[at*channels:(at+1)*channels], h[(ox-first)*channels:], 0, taps[(w.W-1-kx)*channels:], 0, 1, 0)
			}
		}
		return
	}
	for i := range r.Len() {
		last := r.From + i + w.Left // the output that reads it by its first tap
		from, to := max(0, last-w.W+1), min(last+1, l.conv.Out.W)
		if from < to {
			l.back.taps(acc[i*channels:(i+1)*channels], h[(from-first)*channels:], channels, taps[(from-last+w.W-1)*channels:], channels, to-from, 0)
		}
	}
}

// hRow returns the backward values of a run of outputs, all channels.
func (l *Linear[X, A]) hRow(r run) []int16 {
	out := &l.conv.Out
	at := (r.n*out.H+r.y)*out.W + r.From
	if l.pool == nil {
		return l.h[at*out.C:]
	}
	for i := range r.Len() {
		l.unpool(l.hRun[i*out.C:(i+1)*out.C], r.n, r.y, r.From+i)
	}
	return l.hRun
}

// unpool writes what the pool behind the convolution sends back to row y and column x.
func (l *Linear[X, A]) unpool(row []int16, n, y, x int) {
	q := l.pool
	cell, tap, ok := q.cell(y, x)
	if !ok {
		clear(row)
		return
	}
	first := (n*q.out.H*q.out.W + cell) * q.out.C
	q.pick(row, l.h[first:first+len(row)], first, uint8(tap))
}

// spreads is how many outputs a run of inputs has, at most, or of outputs.
func (l *Linear[X, A]) spreads() int {
	w := &l.conv.Window
	return max(mostRun, (mostRun-1+(w.W-1)*w.DilationW)/w.StrideW+2)
}
