package kernel

// The loops of batch normalisation, block by block. All operations are rounded by
// themselves, but for the products that FMA adds.

func affine(y, x, s, t []Float) {
	for lo := 0; lo < len(x); lo += len(s) {
		affineBlock(y[lo:], x[lo:min(lo+len(s), len(x))], s, t)
	}
}

func affineBlock(y, x, s, t []Float) {
	y, s, t = y[:len(x)], s[:len(x)], t[:len(x)]
	for i, v := range x {
		y[i] = Float(v*s[i]) + t[i]
	}
}

func deviate(q, x, mean []Float) {
	for lo := 0; lo < len(x); lo += len(q) {
		deviateBlock(q, x[lo:min(lo+len(q), len(x))], mean)
	}
}

func deviateBlock(q, x, mean []Float) {
	q, mean = q[:len(x)], mean[:len(x)]
	for i, v := range x {
		d := v - mean[i]
		q[i] = Float(d*d) + q[i]
	}
}

func normSums(sum, sumX, dy, x, s, t []Float) {
	for lo := 0; lo < len(dy); lo += len(sum) {
		normSumsBlock(sum, sumX, dy[lo:min(lo+len(sum), len(dy))], x[lo:], s, t)
	}
}

func normSumsBlock(sum, sumX, dy, x, s, t []Float) {
	sum, sumX, x, s, t = sum[:len(dy)], sumX[:len(dy)], x[:len(dy)], s[:len(dy)], t[:len(dy)]
	for i, v := range dy {
		sum[i] += v
		sumX[i] = FMA(v, Float(x[i]*s[i])+t[i], sumX[i])
	}
}

func normGrad(dx, x, s, t, dy, gain []Float) {
	for lo := 0; lo < len(dx); lo += len(s) {
		normGradBlock(dx[lo:min(lo+len(s), len(dx))], x[lo:], s, t, dy[lo:], gain)
	}
}

func normGradBlock(dx, x, s, t, dy, gain []Float) {
	x, s, t, dy, gain = x[:len(dx)], s[:len(dx)], t[:len(dx)], dy[:len(dx)], gain[:len(dx)]
	for i, v := range dy {
		dx[i] = FMA(v, gain[i], Float(x[i]*s[i])+t[i])
	}
}
