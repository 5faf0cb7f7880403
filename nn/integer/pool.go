package integer

import (
	"edgetune/internal/kernel"
	"edgetune/nn"
	"edgetune/nn/integer/op"
)

// pool is a max-pooling behind a convolution, of windows that do not overlap: each
// output knows which tap it is, so that one backward value stands for the window.
type pool[X op.Value] struct {
	window  op.Window
	in      op.Shape // the convolution's output
	out     op.Shape
	full    []X     // the convolution's output
	which   []uint8 // the tap of each output, packed
	width   uint    // bits of a tap: 1, 2, 4 or 8
	kernels *kernel.Set
	taps    bool // which is kept, for the backward pass

	best func(best, x []X, bits []uint8) // of a pool of two; nil: none

	offsets []int // how far each tap lies behind tap 0
}

// newPool returns the pool of l over a convolution's output, nil where it needs a
// node of its own: windows overlap, or begin in the padding.
func newPool[X op.Value](s *kernel.Set, best func(best, x []X, bits []uint8), in op.Shape, l *Layer) *pool[X] {
	w, out := l.window(in)
	if out.H < 1 || out.W < 1 || w.Top+w.Left > 0 || w.DilationH*w.DilationW != 1 || w.StrideH < w.H || w.StrideW < w.W || w.H*w.W > 256 {
		return nil
	}
	p := &pool[X]{window: w, in: in, out: out, width: 1, kernels: s, best: best}
	for 1<<p.width < w.H*w.W {
		p.width *= 2
	}
	p.offsets = make([]int, w.H*w.W)
	for t := range p.offsets {
		p.offsets[t] = (t/w.W*in.W + t%w.W) * in.C
	}
	return p
}

func (q *pool[X]) plan(pl *planning, name string, at *site, back int) {
	buffer(pl, &q.full, name+".map", q.in.Len(), at.now())
	if q.taps = at.learns; q.taps {
		bits := q.out.Len() * int(q.width)
		buffer(pl, &q.which, name+".which", (bits+7)/8, nn.Life{From: at.index, To: back})
	}
}

// run takes the largest value of each window, the first of equals.
func (q *pool[X]) run(y []X, rows int) {
	out := q.out
	clear(q.which)
	for i := range rows * out.H * out.W {
		t := q.window.At(i/out.W%out.H, i%out.W, q.in)
		base := i / (out.H * out.W) * q.in.H * q.in.W * q.in.C
		dst := y[i*out.C : (i+1)*out.C]
		copy(dst, q.full[base+q.window.Index(t, 0, 0, q.in):])
		for ky := range t.Rows.To {
			for kx := range t.Cols.To {
				if ky+kx > 0 {
					q.larger(dst, q.full[base+q.window.Index(t, ky, kx, q.in):], i*out.C, uint8(ky*q.window.W+kx))
				}
			}
		}
	}
}

// larger replaces the values of y that x exceeds, and notes the tap; the first of y
// is output at.
func (q *pool[X]) larger(y, x []X, at int, tap uint8) {
	if q.best != nil && q.bits(at) {
		q.best(y, x[:len(y)], q.which[at/8:])
		return
	}
	for c, v := range x[:len(y)] {
		if v > y[c] {
			y[c] = v
			if q.taps {
				q.note(at+c, tap)
			}
		}
	}
}

func (q *pool[X]) note(i int, tap uint8) {
	bit := uint(i) * q.width
	mask := uint8(1<<q.width - 1)
	b := &q.which[bit/8]
	*b = *b&^(mask<<(bit%8)) | tap<<(bit%8)
}

// bits reports whether which has a bit for each output, the first of a byte for that at.
func (q *pool[X]) bits(at int) bool { return q.taps && len(q.offsets) == 2 && at%8 == 0 }

// tap returns which tap output i is.
func (q *pool[X]) tap(i int) int {
	bit := uint(i) * q.width
	return int(q.which[bit/8] >> (bit % 8) & uint8(1<<q.width-1))
}

// origin returns the element of the convolution's output that output i is.
func (q *pool[X]) origin(i int) int {
	c := i % q.out.C
	return q.corner(i-c) + q.offsets[q.tap(i)] + c
}

// cell returns the position of the pool's output whose window holds row y and column
// x of the convolution's output, and the tap there.
func (q *pool[X]) cell(y, x int) (at, tap int, ok bool) {
	w, out := &q.window, q.out
	oy, ox, ky, kx := y/w.StrideH, x/w.StrideW, y%w.StrideH, x%w.StrideW
	return oy*out.W + ox, ky*w.W + kx, oy < out.H && ox < out.W && ky < w.H && kx < w.W
}

// pick copies to row the values of h, outputs from first on, that are of a tap; the
// others are 0.
func (q *pool[X]) pick(row, h []int16, first int, tap uint8) {
	width := q.width
	if width == 1 && first%8 == 0 {
		q.kernels.PickInt16(row, h[:len(row)], q.which[first/8:], tap-1)
		return
	}
	mask := uint8(1<<width - 1)
	bit := uint(first) * width
	which := q.which
	for i, v := range h[:len(row)] {
		if which[bit/8]>>(bit%8)&mask != tap {
			v = 0
		}
		row[i] = v
		bit += width
	}
}

// corner returns the element of the convolution's output under tap 0 of the position
// whose first channel is output at.
func (q *pool[X]) corner(at int) int {
	out := q.out
	i := at / out.C
	y, x := i/out.W%out.H*q.window.StrideH, i%out.W*q.window.StrideW
	return ((i/(out.W*out.H)*q.in.H+y)*q.in.W + x) * q.in.C
}
