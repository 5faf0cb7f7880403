//go:build (amd64 || arm64) && !purego && !float64

package kernel

// The drivers of the row loops: assembly does whole groups of eight, the generic
// function the rest.

// whole is the largest multiple of group up to n.
func whole(n int) int { return n &^ (group - 1) }

func addVec(y, x []float32) {
	y = y[:len(x)]
	n := whole(len(x))
	if n > 0 {
		addASM(&y[0], &x[0], n)
	}
	add(y[n:], x[n:])
}

func axpyVec(y []float32, a float32, x []float32) {
	y = y[:len(x)]
	n := whole(len(x))
	if n > 0 {
		axpyASM(&y[0], a, &x[0], n)
	}
	axpy(y[n:], a, x[n:])
}

func fmaVec(y, x, w []float32) {
	y, w = y[:len(x)], w[:len(x)]
	n := whole(len(x))
	if n > 0 {
		fmaASM(&y[0], &x[0], &w[0], n)
	}
	fma(y[n:], x[n:], w[n:])
}

func scaleVec(y []float32, a float32) {
	n := whole(len(y))
	if n > 0 {
		scaleASM(&y[0], a, n)
	}
	scale(y[n:], a)
}

func affineVec(y, x, s, t []float32) {
	y, s, t = y[:len(x)], s[:len(x)], t[:len(x)]
	n := whole(len(x))
	if n > 0 {
		affineASM(&y[0], &x[0], &s[0], &t[0], n)
	}
	affine(y[n:], x[n:], s[n:], t[n:])
}

func reluVec(y []float32, max float32) {
	n := whole(len(y))
	if n > 0 {
		reluASM(&y[0], max, n)
	}
	relu(y[n:], max)
}

func reluGradVec(dy, y []float32, max float32) {
	dy = dy[:len(y)]
	n := whole(len(y))
	if n > 0 {
		reluGradASM(&dy[0], &y[0], max, n)
	}
	reluGrad(dy[n:], y[n:], max)
}
