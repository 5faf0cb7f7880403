package nn

import "edgetune/internal/kernel"

// forwardPadded computes one row of outputs after the other: each row of taps is a run
// of one product.
func (l *Conv) forwardPadded(s *Pass) {
	in := &l.banks[0]
	for n := range s.Rows {
		in.start()
		for oy := range l.oh {
			lo, hi := l.tapRows(oy)
			first := oy*l.sy - l.top
			in.fill(s, s.X[0], n*l.h*l.w*l.c, first, l.endOf(oy))
			l.runs = l.runs[:0]
			for ky := lo; ky < hi; ky++ {
				l.runs = append(l.runs, kernel.Run{A: in.row(first + ky*l.dy), B: ky * l.kw * l.c * l.out})
			}
			for from := 0; from < l.ow; from += l.tile {
				l.forwardRuns(s, (n*l.oh+oy)*l.ow, from, min(from+l.tile, l.ow))
			}
		}
	}
}

// tapRows returns the rows [lo, hi) of taps of output row oy that lie inside.
func (g *window) tapRows(oy int) (lo, hi int) {
	first := oy*g.sy - g.top
	return max(0, ceilDiv(-first, g.dy)), min(g.kh, ceilDiv(g.h-first, g.dy))
}

// endOf is the end of the input rows that output row oy, or one above, may read.
func (g *window) endOf(oy int) int { return min(g.h, oy*g.sy-g.top+(g.kh-1)*g.dy+1) }

// forwardRuns computes outputs [from, to) of the row whose first is at position row.
func (l *Conv) forwardRuns(s *Pass, row, from, to int) {
	at := (row + from) * l.out
	y := open(s.Y, at, (to-from)*l.out, l.fwd.f32)
	l.setBias(y)
	if len(l.runs) > 0 {
		gemmRuns(s.K, to-from, l.out, l.kw*l.c, l.runs, l.banks[0].buf.From(from*l.sx*l.c), l.sx*l.c, 1, l.block.W, l.out, y, l.out)
	}
	s.Y.Write(s.K, at, y)
}

// gradRows is how many rows of outputs a product of gradPadded takes: some 128 outputs,
// so that it is seldom begun.
func (l *Conv) gradRows() int { return min(l.oh, max(1, 128/l.ow)) }

// gradPadded adds some rows of outputs after the other to rows of dW, of which those
// of one row of taps are one product: each row of outputs is a run.
func (l *Conv) gradPadded(s *Pass, rows Span, dst []float) {
	in, step := &l.banks[1], l.gradRows()
	for n := range s.Rows {
		in.start()
		for oy := 0; oy < l.oh; oy += step {
			to := min(oy+step, l.oh)
			in.fill(s, s.X[0], n*l.h*l.w*l.c, oy*l.sy-l.top, l.endOf(to-1))
			for ky := range l.kh {
				l.gradRuns(s, ky, n*l.oh, oy, to, rows, dst)
			}
		}
	}
}

// gradRuns adds the part of output rows [oy, to) of a sample to the rows of dW that
// belong to row ky of taps; first is the output row of the batch where the sample begins.
func (l *Conv) gradRuns(s *Pass, ky, first, oy, to int, rows Span, dst []float) {
	lo, hi := max(rows.From, ky*l.kw*l.c), min(rows.To, (ky+1)*l.kw*l.c)
	if lo >= hi {
		return
	}
	l.runs = l.runs[:0]
	for y := oy; y < to; y++ {
		if iy, ok := l.rowOf(y, ky); ok {
			l.runs = append(l.runs, kernel.Run{A: l.banks[1].row(iy) + lo - ky*l.kw*l.c, B: (y - oy) * l.ow * l.out})
		}
	}
	if len(l.runs) > 0 {
		gemmRuns(s.K, hi-lo, l.out, l.ow, l.runs, l.banks[1].buf, 1, l.sx*l.c,
			s.DY.From((first+oy)*l.ow*l.out), l.out, dst[(lo-rows.From)*l.out:], l.out)
	}
}
