package anomaly

import "math"

// featuresOf a channel: value, mean and deviation of the last rows.
const featuresOf = 3

// history is the last rows, and their features: all values, all means, all deviations.
type history struct {
	channels int
	n        int       // rows so far, counted on from span to 2·span-1 and around
	ring     []float64 // [span × channel]
	out      []float64 // [3 × channel]
}

func newHistory(channels int) history {
	return history{channels: channels, ring: make([]float64, span*channels), out: make([]float64, featuresOf*channels)}
}

func (h *history) clear() {
	h.n = 0
	clear(h.ring)
}

// add takes a row and returns the features with it, which are valid until the next
// call. They are computed afresh from the ring, so errors of rounding do not add up.
func (h *history) add(row []float64) []float64 {
	c := h.channels
	copy(h.ring[h.n%span*c:], row)
	h.n++
	if h.n == 2*span {
		h.n = span
	}
	n := min(h.n, span)
	for i := range c {
		var sum, squares float64
		for r := range n {
			sum += h.ring[r*c+i]
		}
		mean := sum / float64(n)
		for r := range n {
			d := h.ring[r*c+i] - mean
			squares += float64(d * d)
		}
		h.out[i], h.out[c+i], h.out[2*c+i] = row[i], mean, math.Sqrt(squares/float64(n))
	}
	return h.out
}
