package nn

// A bank holds rows of the map of one sample between zeros, as many as one product
// reads: row i is in slot i % slots. Rows are copied in ascending order, each once.
type bank struct {
	buf   Tensor
	pad   padding1
	c     int // channels
	slots int
	next  int // the first row that has not been copied
}

// plan sizes a bank of rows of c channels, stored as d.
func (b *bank) plan(at *Site, name string, pad padding1, c, slots int, d DType, moment int) {
	b.pad, b.c, b.slots = pad, c, slots
	at.Buffer(&b.buf, name, Shape{slots * pad.width * c}, d, At(moment))
}

// start forgets the rows of the sample before.
func (b *bank) start() { b.next = 0 }

// fill copies rows [from, to) that are not there yet, none before 0, and widens them where
// the bank is wider; row 0 of the sample is at element `at` of x.
func (b *bank) fill(s *Pass, x *Tensor, at, from, to int) {
	for b.next = max(b.next, from, 0); b.next < to; b.next++ {
		lo := at + b.next*b.pad.n*b.c
		if b.buf.DType == x.DType {
			b.pad.pad(x, &b.buf, b.row(b.next), lo, b.c)
		} else {
			b.pad.widen(s, x, b.buf.f32[b.row(b.next):], lo, b.c)
		}
	}
}

// row is the element where row i begins.
func (b *bank) row(i int) int { return i % b.slots * b.pad.width * b.c }
