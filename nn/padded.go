package nn

// Maps are often so narrow that most rows of taps have a border. A row is then copied
// between zeros, so that all outputs find all of their taps and one call does a row. A
// product with such a zero adds +0 to a sum.

// padding1 is where a row of n columns goes between zeros: width columns, left of them
// before it.
type padding1 struct{ left, n, width int }

// place returns the columns [lo, hi) that the row fills, from its column first on.
func (p padding1) place() (lo, hi, first int) {
	lo = min(max(p.left, 0), p.width)
	hi = max(lo, min(p.left+p.n, p.width))
	return lo, hi, lo - p.left
}

// inputs is the padding of an input row: what the outputs of a row read.
func (g *window) inputs() padding1 {
	return padding1{g.left, g.w, (g.ow-1)*g.sx + (g.kw-1)*g.dx + 1}
}

// outputs is the padding of a row of outputs: what sends a gradient to the inputs of a
// row, when the stride is 1.
func (g *window) outputs() padding1 {
	reach := (g.kw - 1) * g.dx
	return padding1{reach - g.left, g.ow, g.w + reach}
}

// borders reports whether some output of a row reads outside the input.
func (g *window) borders() bool {
	lo, hi := g.interior()
	return lo > 0 || hi < g.ow
}

// pad copies a row of positions of c channels from element `from` of x to element `to`
// of buf.
func (p padding1) pad(x, buf *Tensor, to, from, c int) {
	lo, hi, first := p.place()
	buf.Zero(to, to+lo*c)
	if lo < hi {
		buf.copyFrom(x, to+lo*c, from+first*c, (hi-lo)*c)
	}
	buf.Zero(to+hi*c, to+p.width*c)
}

// widen is pad to float32.
func (p padding1) widen(s *Pass, x *Tensor, buf []float, at, c int) []float {
	lo, hi, first := p.place()
	clear(buf[:lo*c])
	if lo < hi {
		row := buf[lo*c : hi*c]
		if v := x.Read(s.K, at+first*c, at+(first+hi-lo)*c, row); &v[0] != &row[0] {
			copy(row, v)
		}
	}
	clear(buf[hi*c : p.width*c])
	return buf
}
