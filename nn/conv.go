package nn

import (
	"fmt"

	"edgetune/internal/kernel"
)

// Conv is a convolution over time or over y and x, with stride, dilation, padding
// and groups: weights [taps·in/groups × out], tap (y, x) outermost.
//
// Patches are copied only where there are few channels (conv_patches.go). Neighbouring
// outputs read windows that overlap in memory, so a run of outputs is a matrix product
// whose rows overlap. Rows of the input are copied between zeros (conv_padded.go), or
// borders have a product for each output, with padded taps left out. The chain of an
// output ascends over taps and channels, as in the textbook loop.
type Conv struct {
	linear
	window
	spec   NodeSpec
	out    int
	groups int
	cg, og int // input and output channels of one group
	tile   int // outputs, in rows of the map, that one tile of accumulators holds

	patches patches
	banks   [2]bank // rows of the input, of Forward and of Grad; unbound where they are read in place
	sends   bank    // rows of dy in Backward
	turned  Tensor  // the weights of each tap, turned
	runs    []kernel.Run
}

func newConv(s NodeSpec) Layer {
	return &Conv{spec: s, out: s.Out, groups: max(s.Groups, 1), linear: linear{noBias: s.NoBias}}
}

// tileFloats is the size that tiles of accumulators aim at: 8 KiB. Outputs of float32 are
// their own accumulators.
const tileFloats = 2048

// Plan checks the geometry and plans parameters and tiles.
func (l *Conv) Plan(at *Site) (Shape, error) {
	g, err := newWindow(at.In[0], l.spec)
	if err != nil {
		return nil, err
	}
	if g.c%l.groups != 0 || l.out%l.groups != 0 {
		return nil, fmt.Errorf("%d groups do not divide %d input and %d output channels", l.groups, g.c, l.out)
	}
	out := g.shape(l.out)
	g.joinRows()
	l.window, l.cg, l.og = g, g.c/l.groups, l.out/l.groups
	if !fits(maxWeights, g.kh, g.kw, l.cg, l.out) {
		return nil, errWeights(g.kh, g.kw, l.cg, l.out)
	}
	l.planBlock(at, g.kh*g.kw*l.cg, l.out, l.groups, g.c)
	l.tile = g.ow
	if at.DType == Half {
		l.tile = min(g.ow, max(8, tileFloats/l.out))
	}
	l.planPatches(at)
	l.planPadded(at)
	l.planTurned(at)
	l.runs = make([]kernel.Run, 0, max(g.kh*g.kw, l.gradRows()))
	l.planTiles(at, max(l.tile, l.patches.tile)*l.out, g.w*g.c)
	return out, nil
}

// longRow is the number of outputs of a row from which its borders do not matter.
const longRow = 64

func (l *Conv) planPadded(at *Site) {
	if l.groups > 1 || l.dx > 1 || l.patches.tile > 0 || l.ow > longRow || !l.borders() {
		return
	}
	reach := (l.kh-1)*l.dy + 1
	l.banks[0].plan(at, "input rows", l.inputs(), l.c, reach, at.DType, at.Index)
	if at.Part == Weights {
		l.banks[1].plan(at, "input rows", l.inputs(), l.c, (l.gradRows()-1)*l.sy+reach, at.DType, at.Update(at.Index))
	}
}

// Traits: the gradient of W needs x.
func (l *Conv) Traits() Traits { return Traits{GradX: true} }

// Forward costs out·taps·in/groups multiply-accumulates per position.
func (l *Conv) Forward(s *Pass) {
	switch {
	case l.patches.tile > 0:
		l.forwardPatches(s)
		return
	case l.banks[0].buf.Bound():
		l.forwardPadded(s)
		return
	}
	for n := range s.Rows {
		for oy := range l.oh {
			for ox := 0; ox < l.ow; ox += l.tile {
				l.forwardTile(s, n, oy, ox, min(ox+l.tile, l.ow))
			}
		}
	}
}

// forwardTile computes outputs [from, to) of row oy of sample n.
func (l *Conv) forwardTile(s *Pass, n, oy, from, to int) {
	at := ((n*l.oh+oy)*l.ow + from) * l.out
	y := open(s.Y, at, (to-from)*l.out, l.fwd.f32)
	l.setBias(y)
	l.eachRun(n, oy, from, to, func(r run) {
		for g := range l.groups {
			gemm(s.K, r.to-r.from, l.og, r.taps*l.cg, s.X[0].From(r.x+g*l.cg), l.sx*l.c, 1,
				l.block.W.From(r.tap*l.cg*l.out+g*l.og), l.out, y[(r.from-from)*l.out+g*l.og:], l.out)
		}
	})
	s.Y.Write(s.K, at, y)
}

// run is a range of outputs of one row that reads taps [tap, tap+taps), which lie
// side by side in the input from element x on.
type run struct{ from, to, tap, taps, x int }

// eachRun splits outputs [from, to) of row oy into runs, so that each output meets
// its taps in ascending order.
func (l *Conv) eachRun(n, oy, from, to int, f func(run)) {
	lo, hi := l.interior()
	lo, hi = min(max(lo, from), to), max(min(hi, to), from)
	joined := l.groups == 1 && l.dx == 1 && lo < hi
	for ky := range l.kh {
		iy, ok := l.rowOf(oy, ky)
		if !ok {
			continue
		}
		row := (n*l.h + iy) * l.w
		if !joined {
			l.tapRuns(row, ky, from, to, f)
			continue
		}
		l.borderRuns(row, ky, from, lo, f)
		f(run{lo, hi, ky * l.kw, l.kw, (row + lo*l.sx - l.left) * l.c})
		l.borderRuns(row, ky, hi, to, f)
	}
}

// tapRuns is a run for each tap of row ky of taps; row is the first position of the
// input row.
func (l *Conv) tapRuns(row, ky, from, to int, f func(run)) {
	for kx := range l.kw {
		if p, q := l.columns(kx, from, to); p < q {
			f(run{p, q, ky*l.kw + kx, 1, (row + p*l.sx + kx*l.dx - l.left) * l.c})
		}
	}
}

// borderRuns is a run for each output: of its taps, side by side, those inside.
func (l *Conv) borderRuns(row, ky, from, to int, f func(run)) {
	for ox := from; ox < to; ox++ {
		ix := ox*l.sx - l.left
		if p, q := max(0, -ix), min(l.kw, l.w-ix); p < q {
			f(run{ox, ox + 1, ky*l.kw + p, q - p, (row + ix + p) * l.c})
		}
	}
}

// Backward computes dx: outputs that read tap k send their part to inputs a stride
// apart (conv_backward.go), here with one product per tap and row.
func (l *Conv) Backward(s *Pass) {
	switch {
	case s.DX[0] == nil:
		return
	case l.sends.buf.Bound():
		l.backwardPadded(s)
		return
	}
	for n := range s.Rows {
		for iy := range l.h {
			l.backwardRow(s, n, iy)
		}
	}
}

// backwardRow computes dx of input row iy of sample n.
func (l *Conv) backwardRow(s *Pass, n, iy int) {
	at := (n*l.h + iy) * l.w * l.c
	dx := s.openDX(0, at, l.w*l.c, l.bwd.f32)
	for ky := range l.kh {
		oy, ok := l.outputOf(iy, ky)
		if !ok {
			continue
		}
		for kx := range l.kw {
			lo, hi := l.columns(kx, 0, l.ow)
			ix := lo*l.sx + kx*l.dx - l.left
			l.backwardTap(s, hi-lo, ((n*l.oh+oy)*l.ow+lo)*l.out, ky*l.kw+kx, dx, ix)
		}
	}
	s.DX[0].Write(s.K, at, dx)
}

func (l *Conv) backwardTap(s *Pass, count, dy, tap int, dx []float, ix int) {
	for g := range l.groups {
		if count > 0 {
			gemmT(s.K, count, l.cg, l.og, s.DY.From(dy+g*l.og), l.out,
				l.block.W.From(tap*l.cg*l.out+g*l.og), l.out, dx[ix*l.c+g*l.cg:], l.sx*l.c)
		}
	}
}

// outputOf returns the output row whose tap ky reads input row iy.
func (g *window) outputOf(iy, ky int) (int, bool) {
	y := iy + g.top - ky*g.dy
	return y / g.sy, y >= 0 && y%g.sy == 0 && y/g.sy < g.oh
}

// Grad computes rows of dW: the chain of each weight ascends over samples and
// positions.
func (l *Conv) Grad(s *Pass, rows Span, dst []float) {
	clear(dst)
	switch {
	case l.patches.tile > 0:
		l.gradPatches(s, rows, dst)
		return
	case l.banks[1].buf.Bound():
		l.gradPadded(s, rows, dst)
		return
	}
	for n := range s.Rows {
		for oy := range l.oh {
			dy := (n*l.oh + oy) * l.ow * l.out
			l.eachRun(n, oy, 0, l.ow, func(r run) { l.gradRun(s, r, dy, rows, dst) })
		}
	}
}

// gradRun adds the part of one run to the rows of dW that lie in it.
func (l *Conv) gradRun(s *Pass, r run, dy int, rows Span, dst []float) {
	lo, hi := max(rows.From, r.tap*l.cg), min(rows.To, (r.tap+r.taps)*l.cg)
	if lo >= hi {
		return
	}
	for g := range l.groups {
		gemm(s.K, hi-lo, l.og, r.to-r.from, s.X[0].From(r.x+g*l.cg+lo-r.tap*l.cg), 1, l.sx*l.c,
			s.DY.From(dy+r.from*l.out+g*l.og), l.out, dst[(lo-rows.From)*l.out+g*l.og:], l.out)
	}
}

// GradBias sums dy over the batch and its positions.
func (l *Conv) GradBias(s *Pass, dst []float) { s.sumRows(s.DY, s.Rows*l.positions(), l.out, dst) }

// Mean is the mean of each input channel, borders aside.
func (l *Conv) Mean(s *Pass, dst []float) { s.meanRows(s.X[0], s.Rows*l.h*l.w, l.c, dst) }
