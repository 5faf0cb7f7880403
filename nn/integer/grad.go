package integer

import "edgetune/nn/integer/op"

// grad writes rows [rows.From, rows.To) of dW = Σ h·(x - zero) into dst, one row of
// fanIn for each output channel. The sums are exact: the zero point comes off by the
// gradient of the bias, for all positions at once, and padding counts as the zero point.
func (l *Linear[X, A]) grad(p *pass, rows op.Span, dst []A) {
	if l.depthwise() {
		l.gradTaps(p, rows, dst)
		return
	}
	c := &l.conv
	if l.flat() && l.positions(p.rows) < fewPositions {
		l.gradFew(p, rows, dst)
		return
	}
	l.startGrad(rows, dst)
	if l.flat() {
		l.back.mulColumns(dst, l.fanIn, l.h[rows.From:], c.Out.C, l.x.v, c.In.C, l.positions(p.rows), rows.Len(), l.fanIn)
		return
	}
	for n := range p.rows {
		for y := range c.Out.H {
			for x := 0; x < c.Out.W; x += mostRun {
				l.gradRun(run{n, y, op.Span{From: x, To: min(x+mostRun, c.Out.W)}}, rows, dst)
			}
		}
	}
}

// fewPositions are too few for a product of matrices.
const fewPositions = 4

// gradFew is grad of a few positions, one after another.
func (l *Linear[X, A]) gradFew(p *pass, rows op.Span, dst []A) {
	clear(dst)
	out, in := l.conv.Out.C, l.conv.In.C
	for i := range l.positions(p.rows) {
		l.back.outer(dst, l.fanIn, l.h[i*out+rows.From:i*out+rows.To], l.x.v[i*in:(i+1)*in], X(l.x.zero))
	}
}

// startGrad writes what the zero point of the input contributes to all positions.
func (l *Linear[X, A]) startGrad(rows op.Span, dst []A) {
	for o, db := range l.db[rows.From:rows.To] {
		row := dst[o*l.fanIn : (o+1)*l.fanIn]
		row[0] = -A(l.x.zero) * db
		for n := 1; n < len(row); n *= 2 {
			copy(row[n:], row[:n])
		}
	}
}

// gradRun adds a run of outputs, tap by tap; neighbours in memory go together.
func (l *Linear[X, A]) gradRun(r run, rows op.Span, dst []A) {
	c, w := &l.conv, &l.conv.Window
	h := l.hRow(r)
	if l.thin() {
		l.gradTap(r.Len(), rows, h, l.patches(r), l.fanIn, dst, l.fanIn)
		return
	}
	taps, per := w.W, c.In.C/c.Groups
	if c.Groups == 1 && w.DilationW == 1 {
		taps, per = 1, w.W*per
	}
	for ky := range w.H {
		x := l.see(r, ky)
		for kx := range taps {
			l.gradTap(r.Len(), rows, h, x[kx*w.DilationW*c.In.C:], w.StrideW*c.In.C, dst[(ky*taps+kx)*per:], per)
		}
	}
}

// gradTap adds count outputs to the gradient of a tap of per channels, group by group.
// Its input of an output lies stride behind that of the one before.
func (l *Linear[X, A]) gradTap(count int, rows op.Span, h []int16, x []X, stride int, dst []A, per int) {
	c := &l.conv
	wide := c.Out.C / c.Groups
	for from := rows.From; from < rows.To; {
		g := from / wide
		to := min((g+1)*wide, rows.To)
		l.back.mulColumns(dst[(from-rows.From)*l.fanIn:], l.fanIn, h[from:], c.Out.C, x[g*per:], stride, count, to-from, per)
		from = to
	}
}

// thin reports whether a row of taps is too narrow for a product of matrices, so that
// whole patches are laid out.
func (l *Linear[X, A]) thin() bool {
	return l.conv.Groups == 1 && l.conv.Window.W*l.conv.In.C < thinnest && l.copies()
}

const thinnest = 8

// patches lays out what the outputs of a run see of the input.
func (l *Linear[X, A]) patches(r run) []X {
	c := &l.conv
	image, n := c.In.H*c.In.W*c.In.C, c.Patch()
	for i := range r.Len() {
		patch := l.backPatch[i*n : (i+1)*n]
		copy(patch, c.See(l.x.v[r.n*image:(r.n+1)*image], r.y, r.From+i, patch))
	}
	return l.backPatch
}

// see returns what the taps of row ky of a run of outputs see of the input: a part of it
// where that can be, else a copy with the zero point as padding.
func (l *Linear[X, A]) see(r run, ky int) []X {
	c, w := &l.conv, &l.conv.Window
	in := &c.In
	from := r.From*w.StrideW - w.Left
	to := (r.To-1)*w.StrideW + (w.W-1)*w.DilationW - w.Left + 1
	iy := r.y*w.StrideH + ky*w.DilationH - w.Top
	if iy < 0 || iy >= in.H {
		return fill(l.backPatch[:(to-from)*in.C], X(l.x.zero))
	}
	row := l.x.v[(r.n*in.H+iy)*in.W*in.C:][:in.W*in.C]
	if from >= 0 && to <= in.W {
		return row[from*in.C:]
	}
	return l.pad(l.backPatch[:(to-from)*in.C], row, from)
}

// pad writes to patch a row of the input from position from on, and the zero point where
// it hangs over the row.
func (l *Linear[X, A]) pad(patch, row []X, from int) []X {
	left := min(max(-from*l.conv.In.C, 0), len(patch))
	fill(patch[:left], X(l.x.zero))
	n := copy(patch[left:], row[min(max(from*l.conv.In.C, 0), len(row)):])
	fill(patch[left+n:], X(l.x.zero))
	return patch
}

func fill[X op.Value](v []X, x X) []X {
	for i := range min(len(v), 16) {
		v[i] = x
	}
	for n := 16; n < len(v); n *= 2 {
		copy(v[n:], v[:n])
	}
	return v
}

// seen is how many activations a run of outputs sees of a row of the input, or of all
// rows where patches are laid out.
func (l *Linear[X, A]) seen() int {
	w, n := &l.conv.Window, min(mostRun, l.conv.Out.W)
	if l.thin() {
		return n * l.conv.Patch()
	}
	return ((n-1)*w.StrideW + (w.W-1)*w.DilationW + 1) * l.conv.In.C
}
