//go:build (amd64 || arm64) && !purego && !float64

package kernel

// The drivers of the loops of batch normalisation, block by block. Sums take a few blocks
// at a time where the machine has a kernel for that (few_*.go).

func addVec(y, x []float32) {
	for at := addFew(y, x); at < len(x); at += len(y) {
		x := x[at:min(at+len(y), len(x))]
		n := whole(len(x))
		for i := 0; i < n; i += longest {
			addASM(&y[i], &x[i], min(longest, n-i))
		}
		addBlock(y[n:], x[n:])
	}
}

func affineVec(y, x, s, t []float32) {
	y = y[:len(x)]
	for at := 0; at < len(x); at += len(s) {
		m := min(len(s), len(x)-at)
		y, x, t := y[at:at+m], x[at:at+m], t[:m]
		n := whole(m)
		for i := 0; i < n; i += longest {
			affineASM(&y[i], &x[i], &s[i], &t[i], min(longest, n-i))
		}
		affineBlock(y[n:], x[n:], s[n:], t[n:])
	}
}

func deviateVec(q, x, mean []float32) {
	mean = mean[:min(len(q), len(x))]
	for at := deviateFew(q, x, mean); at < len(x); at += len(q) {
		x := x[at:min(at+len(q), len(x))]
		n := whole(len(x))
		for i := 0; i < n; i += longest {
			deviateASM(&q[i], &x[i], &mean[i], min(longest, n-i))
		}
		deviateBlock(q[n:], x[n:], mean[n:])
	}
}

func normSumsVec(sum, sumX, dy, x, s, t []float32) {
	m := min(len(sum), len(dy))
	sumX, x, s, t = sumX[:m], x[:len(dy)], s[:m], t[:m]
	for at := normSumsFew(sum, sumX, dy, x, s, t); at < len(dy); at += len(sum) {
		m := min(len(sum), len(dy)-at)
		dy, x := dy[at:at+m], x[at:at+m]
		n := whole(m)
		for i := 0; i < n; i += longest {
			normSumsASM(&sum[i], &sumX[i], &dy[i], &x[i], &s[i], &t[i], min(longest, n-i))
		}
		normSumsBlock(sum[n:], sumX[n:], dy[n:], x[n:], s[n:], t[n:])
	}
}

func normGradVec(dx, x, s, t, dy, gain []float32) {
	x, dy = x[:len(dx)], dy[:len(dx)]
	for at := 0; at < len(dx); at += len(s) {
		m := min(len(s), len(dx)-at)
		dx, x, t, dy, gain := dx[at:at+m], x[at:at+m], t[:m], dy[at:at+m], gain[:m]
		n := whole(m)
		for i := 0; i < n; i += longest {
			normGradASM(&dx[i], &x[i], &s[i], &t[i], &dy[i], &gain[i], min(longest, n-i))
		}
		normGradBlock(dx[n:], x[n:], s[n:], t[n:], dy[n:], gain[n:])
	}
}
