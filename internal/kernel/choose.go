package kernel

// The loops of pooling: a byte beside each number says which tap it came from.

func larger(best, x []Float, which []uint8, tap uint8) {
	x, which = x[:len(best)], which[:len(best)]
	for i, b := range best {
		if v := x[i]; v > b || v != v {
			best[i], which[i] = v, tap
		}
	}
}

func addWhere(dx, dy []Float, which []uint8, tap uint8) {
	dx, which = dx[:len(dy)], which[:len(dy)]
	for i, v := range dy {
		if which[i] == tap {
			dx[i] += v
		}
	}
}
