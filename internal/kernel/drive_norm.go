//go:build (amd64 || arm64) && !purego && !float64

package kernel

// The drivers of the loops of batch normalisation.

func deviateVec(q, x, mean []float32) {
	x, mean = x[:len(q)], mean[:len(q)]
	n := whole(len(q))
	for i := 0; i < n; i += longest {
		deviateASM(&q[i], &x[i], &mean[i], min(longest, n-i))
	}
	deviate(q[n:], x[n:], mean[n:])
}

func normSumsVec(sum, sumX, dy, x, s, t []float32) {
	sumX, dy, x, s, t = sumX[:len(sum)], dy[:len(sum)], x[:len(sum)], s[:len(sum)], t[:len(sum)]
	n := whole(len(sum))
	for i := 0; i < n; i += longest {
		normSumsASM(&sum[i], &sumX[i], &dy[i], &x[i], &s[i], &t[i], min(longest, n-i))
	}
	normSums(sum[n:], sumX[n:], dy[n:], x[n:], s[n:], t[n:])
}

func normGradVec(dx, x, s, t, dy, gain []float32) {
	x, s, t, dy, gain = x[:len(dx)], s[:len(dx)], t[:len(dx)], dy[:len(dx)], gain[:len(dx)]
	n := whole(len(dx))
	for i := 0; i < n; i += longest {
		normGradASM(&dx[i], &x[i], &s[i], &t[i], &dy[i], &gain[i], min(longest, n-i))
	}
	normGrad(dx[n:], x[n:], s[n:], t[n:], dy[n:], gain[n:])
}
