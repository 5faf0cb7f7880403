package trust

import (
	"math"

	"edgetune/fixedpoint"
)

// signature is what is remembered of a channel in one sample. In a single reading
// mean is the reading and the others are 0.
type signature struct {
	mean float32
	dev  float32 // standard deviation
	act  float32 // mean change from step to step
}

// Ends of distances: further apart says no more.
const (
	farWindow = 6
	farRow    = 16
)

// sign fills in the signature of the valid steps x, whose changes are diff.
func sign(x, diff []float32) signature {
	var sum, changes, squares float64
	for _, v := range x {
		sum += float64(v)
	}
	for _, d := range diff {
		changes += float64(d)
	}
	m := sum / float64(len(x))
	for _, v := range x {
		d := float64(v) - m
		squares += float64(d * d)
	}
	return signature{
		mean: float32(m), dev: float32(math.Sqrt(squares / float64(len(x)))),
		act: float32(changes / float64(max(len(diff), 1))),
	}
}

// windowDistance says how unlike two windows of one channel are: their levels in
// units of how much they move, and the logarithm of how their movements compare.
func windowDistance(a, b signature, noise float32) float32 {
	level := abs(a.mean-b.mean) / (a.dev + b.dev + noise)
	act := abs(fixedpoint.Log((a.act + noise) / (b.act + noise)))
	return min(level+act, farWindow)
}

// rowDistance says how far two readings lie apart, in noises that grow with the
// root of the time between them.
func rowDistance(a, b signature, noise float32, age int) float32 {
	return min(abs(a.mean-b.mean)/(noise*float32(math.Sqrt(float64(age)))), farRow)
}

func abs(x float32) float32 { return float32(math.Abs(float64(x))) }
