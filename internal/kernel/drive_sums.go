//go:build (amd64 || arm64) && !purego && !float64

package kernel

// The drivers of the sums: assembly does whole rounds over the lanes.

func sumVec(x []float32) float32 {
	var l [lanes]float32
	n := len(x) &^ (lanes - 1)
	if n > 0 {
		sumASM(&l, &x[0], n)
	}
	for i, v := range x[n:] {
		l[i] += v
	}
	return fold(&l)
}

func sumSqVec(x []float32) float32 {
	var l [lanes]float32
	n := len(x) &^ (lanes - 1)
	if n > 0 {
		sumSqASM(&l, &x[0], n)
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
	if n > 0 {
		dotASM(&l, &x[0], &y[0], n)
	}
	for i, v := range x[n:] {
		l[i] = float32(v*y[n+i]) + l[i]
	}
	return fold(&l)
}
