package integer

import "edgetune/nn/integer/op"

// A depthwise layer goes tap by tap, all channels of a tap at once.

// byTap brings weights [channel × tap] to [tap × channel].
func byTap[X op.Value](dst, w []X, channels int) {
	taps := len(w) / channels
	for c := range channels {
		for t := range taps {
			dst[t*channels+c] = w[c*taps+t]
		}
	}
}

// byTapBack is byTap with the taps of a row in the opposite order, that of the outputs
// which read an input.
func byTapBack[X op.Value](dst, w []X, channels, width int) {
	taps := len(w) / channels
	for c := range channels {
		for t := range taps {
			kx := t % width
			dst[(t-kx+width-1-kx)*channels+c] = w[c*taps+t]
		}
	}
}

// eachTap computes the outputs of a depthwise layer, and emits some at a time.
func (l *Linear[X, A]) eachTap(y []X) {
	c := &l.conv
	byTap(l.taps, c.Weights, c.Out.C)
	image, all := c.In.H*c.In.W*c.In.C, c.In.N*c.Out.H*c.Out.W
	step := l.outputRun()
	for at := 0; at < all; at += step {
		sums := repeat(l.scratch[:min(step, all-at)*c.Out.C], c.Bias)
		for i := at; i < min(at+step, all); i++ {
			n, oy, ox := i/(c.Out.H*c.Out.W), i/c.Out.W%c.Out.H, i%c.Out.W
			l.sumTaps(sums[(i-at)*c.Out.C:(i-at+1)*c.Out.C], l.x.v[n*image:(n+1)*image], c.Window.At(oy, ox, c.In))
		}
		l.emit(y, at*c.Out.C, sums)
	}
}

func (l *Linear[X, A]) sumTaps(sums []A, x []X, t op.Taps) {
	c := &l.conv
	zero := X(l.x.zero)
	if t.Cols.Len() == 0 {
		return
	}
	for ky := t.Rows.From; ky < t.Rows.To; ky++ {
		w := (ky*c.Window.W + t.Cols.From) * c.Out.C
		l.loops.Taps(sums, x[c.Window.Index(t, ky, t.Cols.From, c.In):], c.Window.DilationW*c.In.C, l.taps[w:], c.Out.C, t.Cols.Len(), zero)
	}
}

// gradTaps writes rows of the gradient of a depthwise layer into dst, tap by tap.
func (l *Linear[X, A]) gradTaps(p *pass, rows op.Span, dst []A) {
	c := &l.conv
	sum := l.tapSum[:rows.Len()]
	for ky := range c.Window.H {
		for kx := range c.Window.W {
			clear(sum)
			l.gradTapOf(p, rows, ky, kx, sum)
			for o, v := range sum {
				dst[o*l.fanIn+ky*c.Window.W+kx] = v
			}
		}
	}
}

// gradTapOf adds all positions to the gradient of one tap, a row of outputs at a time.
func (l *Linear[X, A]) gradTapOf(p *pass, rows op.Span, ky, kx int, sum []A) {
	c, w := &l.conv, &l.conv.Window
	from, to := seen(c.Out.W, kx*w.DilationW-w.Left, w.StrideW, c.In.W)
	for n := range p.rows {
		for oy := range c.Out.H {
			if iy := oy*w.StrideH + ky*w.DilationH - w.Top; iy >= 0 && iy < c.In.H && to > from {
				ix := from*w.StrideW + kx*w.DilationW - w.Left
				l.gradChannels(run{n, oy, op.Span{From: from, To: to}}, l.x.v[((n*c.In.H+iy)*c.In.W+ix)*c.In.C:], rows, sum)
			}
		}
	}
}

// seen returns the outputs [from, to) of out whose tap, shift behind their first
// element, lies in an input of size.
func seen(out, shift, stride, size int) (from, to int) {
	if shift < 0 {
		from = (stride - 1 - shift) / stride
	}
	if shift < size {
		to = min(out, (size-1-shift)/stride+1)
	}
	return from, to
}

// gradChannels adds the outputs of one row; x begins under the first of them.
func (l *Linear[X, A]) gradChannels(r run, x []X, rows op.Span, sum []A) {
	c := &l.conv
	step := c.Window.StrideW * c.In.C
	for ; r.From < r.To; r.From += mostRun {
		part := run{r.n, r.y, op.Span{From: r.From, To: min(r.From+mostRun, r.To)}}
		h := l.hRow(part)
		l.back.taps(sum, h[rows.From:], c.Out.C, x[rows.From:], step, part.Len(), X(l.x.zero))
		x = x[min(part.Len()*step, len(x)):]
	}
}
