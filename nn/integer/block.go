package integer

import "edgetune/fixedpoint"

// block is the shared exponent of a backward value, delayed: the shift of a step
// follows from the steps before, so that one pass over the values is enough. It
// rises at once and falls by one after 16 steps with a bit to spare.
type block struct {
	known bool // false until the first gradient
	e     int  // exponent of the largest value that fits
	count int  // steps with a bit to spare

	width int   // bits that a value may have
	unit  int   // exponent of the values' unit, of this step
	peak  int64 // largest value of this step, before the shift
	shift int
}

// begin finds the shift for values in units of at most 2^unit.
func (b *block) begin(unit int) {
	b.unit, b.peak = unit, 0
	b.shift = min(62, max(0, b.e-unit))
}

// see notes a value.
func (b *block) see(v int64) { b.peak = max(b.peak, v, -v) }

// need is the exponent that the values of this step would have had room in.
func (b *block) need() int { return b.unit + fixedpoint.BitLen(b.peak) - b.width }

// measured ends a pass that only looks.
func (b *block) measured() {
	if b.peak > 0 {
		b.known, b.e = true, b.need()+1
	}
}

// end finds what the next step will expect.
func (b *block) end() {
	if !b.known {
		return
	}
	if b.peak > 0 && b.need() > b.e-1 {
		b.e, b.count = b.need()+1, 0
		return
	}
	b.count++
	if b.count == 16 {
		b.e, b.count = b.e-1, 0
	}
}
