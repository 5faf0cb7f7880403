//go:build (amd64 || arm64) && !purego && !float64

package kernel

// The drivers of the sums: assembly does whole rounds over the lanes.

func sumVec(x []float32) float32 {
	var l [lanes]float32
	n := len(x) &^ (lanes - 1)
	for i := 0; i < n; i += longest {
		sumASM(&l, &x[i], min(longest, n-i))
	}
	for i, v := range x[n:] {
		l[i] += v
	}
	return fold(&l)
}

func sumSqVec(x []float32) float32 {
	var l [lanes]float32
	n := len(x) &^ (lanes - 1)
	for i := 0; i < n; i += longest {
		sumSqASM(&l, &x[i], min(longest, n-i))
	}
	for i, v := range x[n:] {
		l[i] = float32(v*v) + l[i]
	}
	return fold(&l)
}

func dotVec(x, y []float32) float32 {
	var l [lanes]float32
	y = y[:len(x)]
	n := len(x) &^ (lanes - 1)
	for i := 0; i < n; i += longest {
		dotASM(&l, &x[i], &y[i], min(longest, n-i))
	}
	for i, v := range x[n:] {
		l[i] = float32(v*y[n+i]) + l[i]
	}
	return fold(&l)
}
