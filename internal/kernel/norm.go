package kernel

// The loops of batch normalisation. All operations are rounded by themselves, but for
// the products that FMA adds.

func deviate(q, x, mean []Float) {
	x, mean = x[:len(q)], mean[:len(q)]
	for i := range q {
		d := x[i] - mean[i]
		q[i] = Float(d*d) + q[i]
	}
}

func normSums(sum, sumX, dy, x, s, t []Float) {
	sumX, dy, x, s, t = sumX[:len(sum)], dy[:len(sum)], x[:len(sum)], s[:len(sum)], t[:len(sum)]
	for i, v := range dy {
		sum[i] += v
		sumX[i] = FMA(v, Float(x[i]*s[i])+t[i], sumX[i])
	}
}

func normGrad(dx, x, s, t, dy, gain []Float) {
	x, s, t, dy, gain = x[:len(dx)], s[:len(dx)], t[:len(dx)], dy[:len(dx)], gain[:len(dx)]
	for i, v := range dy {
		dx[i] = FMA(v, gain[i], Float(x[i]*s[i])+t[i])
	}
}
