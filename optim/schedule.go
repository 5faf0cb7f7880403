package optim

// decay is the linear schedule d_t = 1-(t-1)/T over a stream of known length, and 1
// where T is unknown.
func decay(t, total int) float {
	if total <= 0 {
		return 1
	}
	return max(0, 1-float(t-1)/float(total))
}

// A stream of unknown length: the half-life of the first steps, and the share that
// is left for ever.
const (
	fadeHalf  = 50
	fadeFloor = 0.1
)

// fade is the schedule 1/(1+(t-1)/50), not below a tenth, where T is unknown.
func fade(t int) float { return max(fadeFloor, 1/(1+float(t-1)/fadeHalf)) }

func or(v, fallback float64) float {
	if v == 0 {
		return float(fallback)
	}
	return float(v)
}
