package optim

// decay is the linear schedule d_t = 1-(t-1)/T over a stream of known length, and 1
// where T is unknown.
func decay(t, total int) float {
	if total <= 0 {
		return 1
	}
	return max(0, 1-float(t-1)/float(total))
}

func or(v, fallback float64) float {
	if v == 0 {
		return float(fallback)
	}
	return float(v)
}
