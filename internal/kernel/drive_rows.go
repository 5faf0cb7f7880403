//go:build (amd64 || arm64) && !purego && !float64

package kernel

// The drivers of the row loops: assembly does whole groups of eight, the generic
// function the rest.

func axpyVec(y []float32, a float32, x []float32) {
	y = y[:len(x)]
	n := whole(len(x))
	for i := 0; i < n; i += longest {
		axpyASM(&y[i], a, &x[i], min(longest, n-i))
	}
	axpy(y[n:], a, x[n:])
}

func fmaVec(y, x, w []float32) {
	y, w = y[:len(x)], w[:len(x)]
	n := whole(len(x))
	for i := 0; i < n; i += longest {
		fmaASM(&y[i], &x[i], &w[i], min(longest, n-i))
	}
	fma(y[n:], x[n:], w[n:])
}

func scaleVec(y []float32, a float32) {
	n := whole(len(y))
	for i := 0; i < n; i += longest {
		scaleASM(&y[i], a, min(longest, n-i))
	}
	scale(y[n:], a)
}

func reluVec(y []float32, max float32) {
	n := whole(len(y))
	for i := 0; i < n; i += longest {
		reluASM(&y[i], max, min(longest, n-i))
	}
	relu(y[n:], max)
}

func reluGradVec(dy, y []float32, max float32) {
	dy = dy[:len(y)]
	n := whole(len(y))
	for i := 0; i < n; i += longest {
		reluGradASM(&dy[i], &y[i], max, min(longest, n-i))
	}
	reluGrad(dy[n:], y[n:], max)
}
