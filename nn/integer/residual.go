package integer

import (
	"edgetune/internal/kernel"
	"edgetune/nn"
	"edgetune/nn/integer/op"
)

// residual says which weights of a layer in q7 have a second byte. The forward pass does
// not read it, so weights that do not learn need none: they are what it reads, 256·hi.
type residual struct {
	fanIn  int
	whole  bool // all have one
	kept   []op.Span
	staged nn.Tensor // of all weights, for a file; without memory where lo is that
}

// plan plans the residuals of some channels.
func (r *residual) plan(pl *planning, lo *[]int8, layer string, shape nn.Shape, learn []op.Span) {
	name, rows := layer+".residual", 0
	r.fanIn, r.kept = shape.Len()/shape[0], learn
	for _, s := range learn {
		rows += s.Len()
	}
	if r.whole = rows == shape[0]; r.whole {
		keep(pl, lo, name, shape, nn.Int8)
		return
	}
	hold(pl, lo, name+" of some channels", rows*r.fanIn)
	r.staged = nn.Tensor{DType: nn.Int8, Shape: shape}
	pl.named = append(pl.named, nn.Named{Name: name, Shape: shape, Tensor: &r.staged})
}

// low returns where the residual of weight i is, -1 where there is none.
func (r *residual) low(i int) int {
	if r.whole {
		return i
	}
	at, c := 0, i/r.fanIn
	for _, s := range r.kept {
		if s.From <= c && c < s.To {
			return i - (s.From-at)*r.fanIn
		}
		at += s.Len()
	}
	return -1
}

// stage writes all residuals where a file finds them.
func (r *residual) stage(lo []int8) {
	if r.whole {
		return
	}
	r.staged.Own(make([]uint8, r.staged.Shape.Len()))
	r.each(lo, func(kept, of []int8) { copy(of, kept) }, nn.View[int8](r.staged))
}

// unstage takes over what a file has brought.
func (r *residual) unstage(lo []int8) {
	if r.whole || !r.staged.Bound() {
		return
	}
	r.each(lo, func(kept, of []int8) { copy(kept, of) }, nn.View[int8](r.staged))
	r.staged.Own(nil)
}

// each shows f the residuals of each range of channels, in lo and among those of all.
func (r *residual) each(lo []int8, f func(kept, of []int8), all []int8) {
	for _, s := range r.kept {
		n := s.Len() * r.fanIn
		f(lo[:n], all[s.From*r.fanIn:][:n])
		lo = lo[n:]
	}
}

// sizeOf is the size of weights without residuals.
func sizeOf(hi []int8) (s kernel.Size) {
	for _, v := range hi {
		w := int32(v) << 8
		s.Squares += int64(w) * int64(w)
		s.Widest = max(s.Widest, w, -w)
	}
	return s
}
