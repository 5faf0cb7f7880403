package integer

import (
	"edgetune/nn"
	"edgetune/nn/integer/op"
)

// maxW16 bounds a master weight: its upper byte stays within ±127.
const maxW16 = 32639

// master holds the 16-bit weights W16 of a layer; a weight is W16·s_w/256.
type master[X op.Value] interface {
	at(i int) int32
	set(i int, w int32)
	forward() []X // what the forward pass reads
	plan(pl *planning, layer string, shape nn.Shape)
}

// planes keeps W16 as 256·hi + lo, so that the forward pass reads hi alone, rounded
// to nearest: hi = (W16+128) >> 8 in [-127, 127], lo in [-128, 127].
type planes struct{ hi, lo []int8 }

func newPlanes() master[int8] { return &planes{} }

func (p *planes) plan(pl *planning, layer string, shape nn.Shape) {
	keep(pl, &p.hi, layer+".weight", shape, nn.Int8)
	keep(pl, &p.lo, layer+".residual", shape, nn.Int8)
}

func (p *planes) at(i int) int32  { return int32(p.hi[i])<<8 + int32(p.lo[i]) }
func (p *planes) forward() []int8 { return p.hi }

func (p *planes) set(i int, w int32) {
	hi := (w + 128) >> 8
	p.hi[i], p.lo[i] = int8(hi), int8(w-hi<<8)
}

// words keeps W16 as it is; the forward pass reads all of it.
type words struct{ w []int16 }

func newWords() master[int16] { return &words{} }

func (w *words) plan(pl *planning, layer string, shape nn.Shape) {
	keep(pl, &w.w, layer+".weight", shape, nn.Int16)
}

func (w *words) at(i int) int32     { return int32(w.w[i]) }
func (w *words) set(i int, v int32) { w.w[i] = int16(v) }
func (w *words) forward() []int16   { return w.w }
