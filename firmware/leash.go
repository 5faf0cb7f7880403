package firmware

import (
	"math"

	"edgetune/fixedpoint"
	"edgetune/nn"
)

// Leash limits how far what serves moves in a day of the stream: each layer by no
// more than Most times the length that it had when the day began. A move that is
// longer is shortened, in its direction. A nil Leash limits nothing.
//
// Time is that of the windows, so that a journal leads to the same bits.
type Leash struct {
	Most float32

	from *snapshot // what served when the day began

	// In integers, in real units.
	was, now []float32
	layers   []int // values of each layer
}

// NewLeash limits what live becomes.
func NewLeash(live Net, most float32) *Leash {
	if n, ok := live.(inIntegers); ok {
		return newIntegerLeash(n, most)
	}
	return &Leash{Most: most, from: newSnapshot(live)}
}

// begin starts a day.
func (l *Leash) begin(live Net) {
	if l == nil {
		return
	}
	if n, ok := live.(inIntegers); ok {
		n.Blend(l.was, 0)
		return
	}
	l.from.take(live)
}

// limit shortens the way of m from where the day began.
func (l *Leash) limit(m Net) {
	if l == nil {
		return
	}
	if n, ok := m.(inIntegers); ok {
		l.limitIntegers(n)
		return
	}
	from := *l.from
	for _, b := range m.(*nn.Model).Blocks() {
		tensors := b.Learned()
		if s := l.shorter(tensors, from); s < 1 {
			shorten(tensors, from, s)
		}
		for _, t := range tensors {
			from.halves, from.floats = from.halves[len(t.Halves()):], from.floats[len(t.Floats()):]
		}
	}
}

// shorter returns what the way of a layer must be multiplied by; 1 where it is short
// enough.
func (l *Leash) shorter(tensors [2]*nn.Tensor, from snapshot) float32 {
	var way, length float64
	each(tensors, from, func(now, was float32) float32 {
		d := float64(now) - float64(was)
		way += float64(d * d)
		length += float64(float64(was) * float64(was))
		return now
	})
	limit := float64(float64(l.Most) * math.Sqrt(length))
	if way = math.Sqrt(way); way <= limit {
		return 1
	}
	return float32(limit / way)
}

func shorten(tensors [2]*nn.Tensor, from snapshot, s float32) {
	each(tensors, from, func(now, was float32) float32 { return was + float32(s*(now-was)) })
}

// each replaces every value of a layer by what change makes of it and of the value
// when the day began.
func each(tensors [2]*nn.Tensor, from snapshot, change func(now, was float32) float32) {
	h, f := from.halves, from.floats
	for _, t := range tensors {
		halves, floats := t.Halves(), t.Floats()
		for i, v := range halves {
			halves[i] = nn.F16(fixedpoint.ToF16(change(fixedpoint.FromF16(fixedpoint.F16(v)), fixedpoint.FromF16(fixedpoint.F16(h[i])))))
		}
		for i, v := range floats {
			floats[i] = change(v, f[i])
		}
		h, f = h[len(halves):], f[len(floats):]
	}
}

// Size returns its bytes.
func (l *Leash) Size() int {
	if l == nil {
		return 0
	}
	if l.from == nil {
		return 4 * (len(l.was) + len(l.now))
	}
	return l.from.size()
}

func (l *Leash) appendState(b []byte) []byte {
	if l.from == nil {
		return appendFloats(b, l.was)
	}
	return l.from.appendTo(b)
}

func (l *Leash) setState(in *reader) {
	if l.from == nil {
		in.floats(l.was)
		return
	}
	l.from.readFrom(in)
}
