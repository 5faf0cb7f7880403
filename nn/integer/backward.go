package integer

import (
	"math"

	"edgetune/fixedpoint"
	"edgetune/nn/integer/op"
)

// backward sends dx = Σ h·W to the input, in units of hScale·unit. Every position of
// the input gathers what the outputs that read it send back, so that one vector of
// sums is all that is in memory; where those are wide, the batch's.
func (l *Linear[X, A]) backward(p *pass) {
	if l.to == nil {
		return
	}
	shift := 0
	if l.wide {
		l.gatherAll(p)
		shift = narrow(l.dx[:p.rows*l.x.one()])
	}
	scale := math.Ldexp(float64(l.hScale*l.unit), shift)
	for left := rounds(l.to); left > 0; left-- {
		l.to.begin(p, scale, left > 1)
		l.send(p)
		l.to.end()
	}
}

func (l *Linear[X, A]) send(p *pass) {
	c := l.conv.In.C
	for i := range p.rows * l.conv.In.H * l.conv.In.W {
		v := l.acc
		if l.wide {
			v = l.dx[i*c : (i+1)*c]
		} else {
			l.gather(i, v)
		}
		l.to.put(i*c, v)
	}
}

// gatherAll computes dx of the batch.
func (l *Linear[X, A]) gatherAll(p *pass) {
	c := l.conv.In.C
	for i := range p.rows * l.conv.In.H * l.conv.In.W {
		l.gather(i, l.dx[i*c:(i+1)*c])
	}
}

// gather computes dx of input position i.
func (l *Linear[X, A]) gather(i int, acc []A) {
	clear(acc)
	c, w := &l.conv, &l.conv.Window
	n, iy, ix := i/(c.In.H*c.In.W), i/c.In.W%c.In.H, i%c.In.W
	for ky := range w.H {
		oy, ok := outputOf(iy+w.Top-ky*w.DilationH, w.StrideH, c.Out.H)
		if !ok {
			continue
		}
		for kx := range w.W {
			if ox, ok := outputOf(ix+w.Left-kx*w.DilationW, w.StrideW, c.Out.W); ok {
				l.gatherTap(l.row(n, oy, ox, 0, c.Out.C), ky*w.W+kx, acc)
			}
		}
	}
}

// outputOf returns the output whose tap lies stride·output behind its first one.
func outputOf(at, stride, size int) (int, bool) {
	return at / stride, at >= 0 && at%stride == 0 && at/stride < size
}

// gatherTap adds h·W of one tap for all output channels.
func (l *Linear[X, A]) gatherTap(h []int16, tap int, acc []A) {
	c := &l.conv
	taps, per, wide := c.Window.H*c.Window.W, c.In.C/c.Groups, c.Out.C/c.Groups
	if l.depthwise() {
		for o, v := range h {
			acc[o] += A(v) * A(c.Weights[o*taps+tap])
		}
		return
	}
	for o, v := range h {
		if v == 0 {
			continue
		}
		first := o / wide * per
		l.addScaled(acc[first:first+per], c.Weights[(o*taps+tap)*per:], int32(v), 0)
	}
}

// row returns the backward values of output channels [from, to) at row y and column
// x of the convolution's output.
func (l *Linear[X, A]) row(n, y, x, from, to int) []int16 {
	out := &l.conv.Out
	if l.pool == nil {
		at := ((n*out.H+y)*out.W + x) * out.C
		return l.h[at+from : at+to]
	}
	row := l.hRow[:to-from]
	clear(row)
	at, tap, ok := l.pool.cell(y, x)
	if !ok {
		return row
	}
	first := (n*l.pool.out.H*l.pool.out.W+at)*out.C + from
	for c := range row {
		if h := l.h[first+c]; h != 0 && l.pool.tap(first+c) == tap {
			row[c] = h
		}
	}
	return row
}

// grad writes rows [rows.From, rows.To) of dW = Σ h·(x - zero) into dst, one row of
// fanIn for each output channel. The sums are exact.
func (l *Linear[X, A]) grad(p *pass, rows op.Span, dst []A) {
	clear(dst)
	c := &l.conv
	for i := range l.positions(p.rows) {
		y, x := i/c.Out.W%c.Out.H, i%c.Out.W
		h := l.row(i/(c.Out.H*c.Out.W), y, x, rows.From, rows.To)
		t := c.Window.At(y, x, c.In)
		image := l.x.v[i/(c.Out.H*c.Out.W)*c.In.H*c.In.W*c.In.C:]
		if l.depthwise() {
			l.gradDepthwise(h, t, rows.From, image, dst)
			continue
		}
		for o, v := range h {
			if v != 0 {
				l.gradRow(int32(v), t, rows.From+o, image, dst[o*l.fanIn:(o+1)*l.fanIn])
			}
		}
	}
}

// gradRow adds h·(x - zero) of one position to the gradient of channel o.
func (l *Linear[X, A]) gradRow(h int32, t op.Taps, o int, x []X, dst []A) {
	c := &l.conv
	per := c.In.C / c.Groups
	first := o / (c.Out.C / c.Groups) * per
	run, runs := per, t.Cols.Len()
	if c.Window.DilationW == 1 && c.Groups == 1 {
		run, runs = per*runs, min(runs, 1) // taps that are neighbours in memory
	}
	for ky := t.Rows.From; ky < t.Rows.To; ky++ {
		for k := range runs {
			kx := t.Cols.From + k
			at := (ky*c.Window.W + kx) * per
			l.addScaled(dst[at:at+run], x[c.Window.Index(t, ky, kx, c.In)+first:], h, l.x.zero)
		}
	}
}

// gradDepthwise adds one position to the gradients of the channels of h.
func (l *Linear[X, A]) gradDepthwise(h []int16, t op.Taps, from int, x []X, dst []A) {
	c := &l.conv
	for ky := t.Rows.From; ky < t.Rows.To; ky++ {
		for kx := t.Cols.From; kx < t.Cols.To; kx++ {
			at := ky*c.Window.W + kx
			row := x[c.Window.Index(t, ky, kx, c.In)+from:]
			for o, v := range h {
				dst[o*l.fanIn+at] += A(v) * A(int32(row[o])-l.x.zero)
			}
		}
	}
}

// gradBias computes db = Σ h.
func (l *Linear[X, A]) gradBias(p *pass) {
	clear(l.db)
	for i, h := range l.h[:p.rows*l.y.one()] {
		l.db[i%len(l.db)] += A(h)
	}
}

// narrow shifts dx to 31 bits, so that the next layer's products fit 64, and
// returns the shift.
func narrow[A op.Sum](dx []A) int {
	var peak int64
	for _, v := range dx {
		peak = max(peak, int64(v), -int64(v))
	}
	shift := fixedpoint.BitLen(peak) - 31
	if shift <= 0 {
		return 0
	}
	for i, v := range dx {
		dx[i] = A((int64(v) + 1<<(shift-1)) >> shift)
	}
	return shift
}
