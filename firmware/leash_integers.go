package firmware

import "math"

func newIntegerLeash(n inIntegers, most float32) *Leash {
	l := &Leash{Most: most, layers: n.LayerParameters(), was: make([]float32, n.Parameters()), now: make([]float32, n.Parameters())}
	n.Blend(l.was, 0)
	return l
}

// limitIntegers is limit of a net in integers: what is shortened is rounded again.
func (l *Leash) limitIntegers(n inIntegers) {
	n.Blend(l.now, 0)
	was, now, short := l.was, l.now, false
	for _, size := range l.layers {
		short = l.shortenValues(was[:size], now[:size]) || short
		was, now = was[size:], now[size:]
	}
	if short {
		n.Take(l.now, n)
	}
}

// shortenValues reports whether the way of a layer was too long.
func (l *Leash) shortenValues(was, now []float32) bool {
	var way, length float64
	for i, v := range was {
		d := float64(now[i]) - float64(v)
		way += float64(d * d)
		length += float64(float64(v) * float64(v))
	}
	limit := float64(float64(l.Most) * math.Sqrt(length))
	if way = math.Sqrt(way); way <= limit {
		return false
	}
	s := float32(limit / way)
	for i, v := range was {
		now[i] = v + float32(s*(now[i]-v))
	}
	return true
}
