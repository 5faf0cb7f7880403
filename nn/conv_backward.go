package nn

import "edgetune/internal/kernel"

// The gradient of the inputs of a convolution with several taps is a product with the
// weights of each tap turned: [tap × out × channel]. Inputs that lie a stride apart are
// rows of one product; each tap that reaches them is a run, and the rows of dy lie
// between zeros.

// sent is the padding of a row of outputs for that: what reaches the first input
// may lie before output 0.
func (g *window) sent() padding1 {
	before := max(0, ceilDiv((g.kw-1)*g.dx-g.left, g.sx))
	return padding1{before, g.ow, before + (g.w-1+g.left)/g.sx + 1}
}

// turnedRows is for how many rows of inputs in a step turned weights are worth their
// memory: a product of its own for each tap turns them too, for each row.
const turnedRows = 4

func (l *Conv) planTurned(at *Site) {
	if !at.WantDX || l.groups > 1 || l.kh*l.kw == 1 {
		return
	}
	moment := at.Backward(at.Index)
	l.sends.plan(at, "gradient rows", l.sent(), l.out, (l.kh-1)*l.dy/l.sy+1, at.DType, moment)
	if !at.Recompute && at.Batch*l.h >= turnedRows {
		at.Buffer(&l.turned, "turned weights", Shape{l.kh * l.kw * l.out * l.c}, at.DType, At(moment))
	}
}

// backwardPadded computes dx of one input row after the other.
func (l *Conv) backwardPadded(s *Pass) {
	l.turnWeights(s)
	for n := range s.Rows {
		l.sends.start()
		for iy := range l.h {
			last := min((iy+l.top)/l.sy+1, l.oh)
			l.sends.fill(s, s.DY, n*l.positions()*l.out, last-l.sends.slots, last)
			at := (n*l.h + iy) * l.w * l.c
			dx := s.openDX(0, at, l.w*l.c, l.bwd.f32)
			for ix := range min(l.sx, l.w) {
				l.backwardRuns(s, iy, ix, dx[ix*l.c:])
			}
			s.DX[0].Write(s.K, at, dx)
		}
	}
}

func (l *Conv) turnWeights(s *Pass) {
	size := l.c * l.out
	for at := 0; at < l.turned.Len(); at += size {
		turn(s.K, l.turned.From(at), l.block.W.From(at), l.c, l.out)
	}
}

// backwardRuns adds to inputs ix, ix+stride, … of row iy what the outputs send back, tap
// by tap. Where memory was too short to turn the weights, each tap is a product.
func (l *Conv) backwardRuns(s *Pass, iy, ix int, dx []float) {
	l.senders(iy, ix)
	m, dy := ceilDiv(l.w-ix, l.sx), &l.sends.buf
	if l.turned.Bound() && len(l.runs) > 0 {
		gemmRuns(s.K, m, l.c, l.out, l.runs, *dy, l.out, 1, l.turned, l.c, dx, l.sx*l.c)
		return
	}
	for _, r := range l.runs {
		gemmT(s.K, m, l.c, l.out, dy.From(r.A), l.out, l.block.W.From(r.B), l.out, dx, l.sx*l.c)
	}
}

// senders lists the taps by which outputs send to input (iy, ix) and those a stride apart.
func (l *Conv) senders(iy, ix int) {
	l.runs = l.runs[:0]
	for ky := range l.kh {
		oy, ok := l.outputOf(iy, ky)
		if !ok {
			continue
		}
		for kx := range l.kw {
			if x := ix + l.left - kx*l.dx + l.sends.pad.left*l.sx; x%l.sx == 0 {
				l.runs = append(l.runs, kernel.Run{A: l.sends.row(oy) + x/l.sx*l.out, B: (ky*l.kw + kx) * l.out * l.c})
			}
		}
	}
}
