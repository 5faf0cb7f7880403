package integer

import (
	"edgetune/internal/kernel"
	"edgetune/nn"
	"edgetune/nn/integer/op"
)

// maxW16 bounds a master weight: its upper byte stays within ±127.
const maxW16 = kernel.MaxW16

// master holds the 16-bit weights W16 of a layer; a weight is W16·s_w/256.
type master[X op.Value, A op.Sum] interface {
	at(i int) int32
	set(i int, w int32)
	forward() []X // what the forward pass reads
	// plan plans all but what only weights that learn need; those of some channels.
	plan(pl *planning, layer string, shape nn.Shape, learn []op.Span)
	// stage fills the tensors that are made for a file alone, unstage takes over what a
	// file has brought into them.
	stage()
	unstage()
	// move moves the weights from number from on against v, as m says; none may leave
	// its range.
	move(from int, v []int16, m *kernel.Move)
	// shrink multiplies n weights from number from on, of a channel that learns, by
	// 205/256, rounded to nearest.
	shrink(from, n int)
	// size adds up n weights from number from on.
	size(from, n int) kernel.Size
}

// planes keeps W16 as 256·hi + lo, so that the forward pass reads hi alone, rounded
// to nearest: hi = (W16+128) >> 8 in [-127, 127], lo in [-128, 127]. Only weights that
// learn have lo (residual.go).
type planes struct {
	hi, lo []int8
	residual
	kernels *kernel.Set
	sum     kernel.Size
}

func (p *planes) plan(pl *planning, layer string, shape nn.Shape, learn []op.Span) {
	keep(pl, &p.hi, layer+".weight", shape, nn.Int8)
	p.residual.plan(pl, &p.lo, layer, shape, learn)
}

func (p *planes) at(i int) int32 {
	w := int32(p.hi[i]) << 8
	if at := p.low(i); at >= 0 {
		w += int32(p.lo[at])
	}
	return w
}

func (p *planes) forward() []int8 { return p.hi }

func (p *planes) set(i int, w int32) {
	hi := (w + 128) >> 8
	p.hi[i] = int8(hi)
	if at := p.low(i); at >= 0 {
		p.lo[at] = int8(w - hi<<8)
	}
}

func (p *planes) move(from int, v []int16, m *kernel.Move) {
	p.kernels.MoveInt8(p.hi[from:], p.lo[p.low(from):], v, m)
}

func (p *planes) shrink(from, n int) {
	p.kernels.ShrinkInt8(p.hi[from:from+n], p.lo[p.low(from):][:n])
}

func (p *planes) size(from, n int) kernel.Size {
	p.sum = kernel.Size{}
	at := p.low(from)
	if at < 0 {
		return sizeOf(p.hi[from : from+n])
	}
	p.kernels.SizeInt8(p.hi[from:from+n], p.lo[at:at+n], &p.sum)
	return p.sum
}

func (p *planes) stage()   { p.residual.stage(p.lo) }
func (p *planes) unstage() { p.residual.unstage(p.lo) }

// words keeps W16 as it is; the forward pass reads all of it.
type words struct{ w []int16 }

func (w *words) stage()   {}
func (w *words) unstage() {}

func (w *words) plan(pl *planning, layer string, shape nn.Shape, _ []op.Span) {
	keep(pl, &w.w, layer+".weight", shape, nn.Int16)
}

func (w *words) at(i int) int32     { return int32(w.w[i]) }
func (w *words) set(i int, v int32) { w.w[i] = int16(v) }
func (w *words) forward() []int16   { return w.w }

func (w *words) move(from int, v []int16, m *kernel.Move) {
	for i, d := range v {
		w.w[from+i] = int16(int32(w.w[from+i]) - m.Step(d, i))
	}
}

func (w *words) shrink(from, n int) {
	for i, v := range w.w[from : from+n] {
		w.w[from+i] = int16((int32(v)*205 + 128) >> 8)
	}
}

func (w *words) size(from, n int) (s kernel.Size) {
	for _, v := range w.w[from : from+n] {
		s.Squares += int64(v) * int64(v)
		s.Widest = max(s.Widest, int32(v), -int32(v))
	}
	return s
}
