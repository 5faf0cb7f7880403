package nn

// A convolution over few channels, mostly the first of a net, has runs too short
// for a matrix product. Its patches are copied, a tile of positions at a time.

// shortRun is the number of products per row of taps below which patches are copied.
const shortRun = 8

// patches is that tile: [position × tap × channel].
type patches struct {
	buf  [2]Tensor // of Forward, of Grad
	tile int       // positions; 0: patches are not copied
}

func (l *Conv) planPatches(at *Site) {
	k := l.block.Rows
	if l.groups > 1 || l.kh*l.kw == 1 || l.kw*l.c >= shortRun {
		return
	}
	l.patches.tile = min(l.positions(), max(8, min(64, tileFloats/k)))
	at.Buffer(&l.patches.buf[0], "patches", Shape{l.patches.tile * k}, at.DType, At(at.Index))
	if at.Part == Weights {
		at.Buffer(&l.patches.buf[1], "patches", Shape{l.patches.tile * k}, at.DType, At(at.Update(at.Index)))
	}
}

// eachPatch cuts the positions of every sample into tiles, copies their patches
// and calls f with the output position of the first and their number.
func (l *Conv) eachPatch(s *Pass, buf *Tensor, f func(at, count int)) {
	for n := range s.Rows {
		for p := 0; p < l.positions(); p += l.patches.tile {
			count := min(l.patches.tile, l.positions()-p)
			l.copyPatches(s.X[0], buf, n, p, count)
			f(n*l.positions()+p, count)
		}
	}
}

// copyPatches copies what outputs [p, p+count) of sample n read; zeros stand for what
// lies outside.
func (l *Conv) copyPatches(x, buf *Tensor, n, p, count int) {
	at, end := 0, count*l.block.Rows
	for oy, ox := p/l.ow, p%l.ow; at < end; oy, ox = oy+1, 0 {
		lo, hi := l.tapRows(oy)
		row := (n*l.h + oy*l.sy - l.top + lo*l.dy) * l.w
		for ; ox < l.ow && at < end; ox++ {
			l.copyPatch(x, buf, row, max(0, hi-lo), ox*l.sx-l.left, at+lo*l.kw*l.c, at)
			at += l.block.Rows
		}
	}
}

// copyPatch copies some rows of taps of one output to element `to` of its patch, which
// begins at element at of buf: from column ix of the input row at position row on.
func (l *Conv) copyPatch(x, buf *Tensor, row, rows, ix, to, at int) {
	first, last := max(0, -ix), min(l.kw, l.w-ix)
	if rows < l.kh || last-first < l.kw || l.dx > 1 {
		buf.Zero(at, at+l.block.Rows)
	}
	switch {
	case rows == 0:
	case l.dx > 1:
		for ky := range rows {
			l.copyTaps(x, buf, row+ky*l.dy*l.w, ix, to+ky*l.kw*l.c)
		}
	case first < last:
		buf.copyBlock(x, to+first*l.c, (row+ix+first)*l.c, rect{rows, (last - first) * l.c, l.kw * l.c, l.dy * l.w * l.c})
	}
}

// copyTaps copies taps that lie apart, the first at column ix of the input row that
// begins at position row.
func (l *Conv) copyTaps(x, buf *Tensor, row, ix, at int) {
	for range l.kw {
		if ix >= 0 && ix < l.w {
			buf.copyFrom(x, at, (row+ix)*l.c, l.c)
		}
		ix += l.dx
		at += l.c
	}
}

// rect is the size of a block and the distances of its rows, in elements.
type rect struct{ rows, cols, to, from int }

// copyBlock copies a block from element `from` of x to element `to`.
func (t *Tensor) copyBlock(x *Tensor, to, from int, b rect) {
	if t.DType == Half {
		copyBlock(t.f16[to:], x.f16[from:], b)
	} else {
		copyBlock(t.f32[to:], x.f32[from:], b)
	}
}

// shortCopy is the number of elements from which a call to copy them pays.
const shortCopy = 12

func copyBlock[T float | F16](dst, src []T, b rect) {
	if b.cols == 4 {
		for r := range b.rows {
			*(*[4]T)(dst[r*b.to:]) = [4]T(src[r*b.from:])
		}
		return
	}
	for r := range b.rows {
		d, s := dst[r*b.to:][:b.cols], src[r*b.from:][:b.cols]
		if b.cols >= shortCopy {
			copy(d, s)
			continue
		}
		//lint:ignore S1001 a call costs more than so few elements
		for i, v := range s {
			d[i] = v
		}
	}
}

// copyFrom copies n elements of one storage type.
func (t *Tensor) copyFrom(x *Tensor, to, from, n int) {
	if t.DType == Half {
		copy(t.f16[to:to+n], x.f16[from:])
	} else {
		copy(t.f32[to:to+n], x.f32[from:])
	}
}

func (l *Conv) forwardPatches(s *Pass) {
	buf := &l.patches.buf[0]
	l.eachPatch(s, buf, func(at, count int) {
		y := open(s.Y, at*l.out, count*l.out, l.fwd.f32)
		l.setBias(y)
		gemm(s.K, count, l.out, l.block.Rows, *buf, l.block.Rows, 1, l.block.W, l.out, y, l.out)
		s.Y.Write(s.K, at*l.out, y)
	})
}

func (l *Conv) gradPatches(s *Pass, rows Span, dst []float) {
	buf := &l.patches.buf[1]
	l.eachPatch(s, buf, func(at, count int) {
		gemm(s.K, rows.Len(), l.out, count, buf.From(rows.From), 1, l.block.Rows, s.DY.From(at*l.out), l.out, dst, l.out)
	})
}
