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
	if l.depthwise() {
		byTap(l.backTaps, l.conv.Weights, l.conv.Out.C)
	}
	l.forgetRows()
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
	if l.point {
		l.gatherTap(l.h[i*c.Out.C:(i+1)*c.Out.C], 0, acc)
		return
	}
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
	if l.depthwise() {
		l.back.taps(acc, h, 0, l.backTaps[tap*c.Out.C:], 0, 1, 0)
		return
	}
	per, wide := c.In.C/c.Groups, c.Out.C/c.Groups
	for g := range c.Groups {
		w := c.Weights[g*wide*l.fanIn+tap*per:]
		l.back.gather(acc[g*per:(g+1)*per], h[g*wide:(g+1)*wide], w, l.fanIn)
	}
}

// row returns the backward values of output channels [from, to) at row y and column
// x of the convolution's output.
func (l *Linear[X, A]) row(n, y, x, from, to int) []int16 {
	out := &l.conv.Out
	at := (n*out.H+y)*out.W + x
	if l.pool == nil {
		return l.h[at*out.C+from : at*out.C+to]
	}
	size := to - from
	slot := at % len(l.rowOf)
	row := l.hRow[slot*size : (slot+1)*size]
	if l.rowOf[slot] != at+1 {
		l.rowOf[slot] = at + 1
		l.unpool(row, n, y, x, from)
	}
	return row
}

// forgetRows empties the cache of rows that a pool has spread.
func (l *Linear[X, A]) forgetRows() { clear(l.rowOf[:]) }

// unpool writes what the pool behind the convolution sends back to row y and column x,
// to the channels from from on.
func (l *Linear[X, A]) unpool(row []int16, n, y, x, from int) {
	q := l.pool
	cell, tap, ok := q.cell(y, x)
	if !ok {
		clear(row)
		return
	}
	first := (n*q.out.H*q.out.W+cell)*q.out.C + from
	q.pick(row, l.h[first:first+len(row)], first, uint8(tap))
}

// grad writes rows [rows.From, rows.To) of dW = Σ h·(x - zero) into dst, one row of
// fanIn for each output channel. The sums are exact.
func (l *Linear[X, A]) grad(p *pass, rows op.Span, dst []A) {
	if l.depthwise() {
		l.gradTaps(p, rows, dst)
		return
	}
	clear(dst)
	l.forgetRows()
	c := &l.conv
	image := c.In.H * c.In.W * c.In.C
	for n := range p.rows {
		for y := range c.Out.H {
			for x := range c.Out.W {
				h := l.row(n, y, x, rows.From, rows.To)
				l.gradPosition(h, rows, c.See(l.x.v[n*image:(n+1)*image], y, x, l.backPatch), dst)
			}
		}
	}
}

// gradPosition adds one position, whose input is patch, group by group.
func (l *Linear[X, A]) gradPosition(h []int16, rows op.Span, patch []X, dst []A) {
	c := &l.conv
	wide, zero := c.Out.C/c.Groups, X(l.x.zero)
	for from := rows.From; from < rows.To; {
		g := from / wide
		to := min((g+1)*wide, rows.To)
		at := from - rows.From
		l.back.outer(dst[at*l.fanIn:], l.fanIn, h[at:to-rows.From], patch[g*l.fanIn:(g+1)*l.fanIn], zero)
		from = to
	}
}

// gradBias computes db = Σ h.
func (l *Linear[X, A]) gradBias(p *pass) {
	clear(l.db)
	one := l.conv.One()
	channels := len(l.db)
	for c := 0; c < channels; c += len(one) {
		l.back.taps(l.db[c:min(c+len(one), channels)], l.h[c:], channels, one, 0, p.rows*l.y.one()/channels, 0)
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
