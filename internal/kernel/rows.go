package kernel

// The loops over rows: every operation is rounded by itself.

func add(y, x []Float) {
	for lo := 0; lo < len(x); lo += len(y) {
		addBlock(y, x[lo:min(lo+len(y), len(x))])
	}
}

func addBlock(y, x []Float) {
	y = y[:len(x)]
	for i, v := range x {
		y[i] += v
	}
}

func axpy(y []Float, a Float, x []Float) {
	y = y[:len(x)]
	for i, v := range x {
		y[i] = Float(a*v) + y[i]
	}
}

func fma(y, x, w []Float) {
	y, w = y[:len(x)], w[:len(x)]
	for i, v := range x {
		y[i] = FMA(v, w[i], y[i])
	}
}

func scale(y []Float, a Float) {
	for i := range y {
		y[i] *= a
	}
}

func relu(y []Float, max Float) {
	for i, v := range y {
		if v <= 0 {
			y[i] = 0
		} else if v > max {
			y[i] = max
		}
	}
}

func reluGrad(dy, y []Float, max Float) {
	dy = dy[:len(y)]
	for i, v := range y {
		if !(v > 0 && v < max) {
			dy[i] = 0
		}
	}
}
