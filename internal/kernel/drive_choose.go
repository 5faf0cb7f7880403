//go:build (amd64 || arm64) && !purego && !float64

package kernel

// The drivers of the loops of pooling.

func largerVec(best, x []float32, which []uint8, tap uint8) {
	x, which = x[:len(best)], which[:len(best)]
	n := whole(len(best))
	for i := 0; i < n; i += longest {
		largerASM(&best[i], &x[i], &which[i], uint32(tap), min(longest, n-i))
	}
	larger(best[n:], x[n:], which[n:], tap)
}

func addWhereVec(dx, dy []float32, which []uint8, tap uint8) {
	dx, which = dx[:len(dy)], which[:len(dy)]
	n := whole(len(dy))
	for i := 0; i < n; i += longest {
		addWhereASM(&dx[i], &dy[i], &which[i], uint32(tap), min(longest, n-i))
	}
	addWhere(dx[n:], dy[n:], which[n:], tap)
}
