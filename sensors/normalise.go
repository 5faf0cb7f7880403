package sensors

import (
	"fmt"
	"math"
)

// clipSigma is where normalised values end: further out is a broken reading or
// another world, and either would drown the gradient.
const clipSigma = 10

// Normaliser brings each feature to mean 0 and deviation 1 over the windows it was
// learned from. It is plain data, made to be written as JSON into a model file.
type Normaliser struct {
	Mean []float32 `json:"mean"` // [channel] of a feature row
	Std  []float32 `json:"std"`  // [channel], above 0
}

// Apply replaces each value x of row [… × channel] by (x - mean)/std, at most 10 in
// magnitude. The length of row is a multiple of the number of channels.
func (n *Normaliser) Apply(row []float32) {
	for ; len(row) >= len(n.Mean) && len(row) > 0; row = row[len(n.Mean):] {
		for i, m := range n.Mean {
			v := (row[i] - m) / n.Std[i]
			if v > clipSigma {
				v = clipSigma
			} else if v < -clipSigma {
				v = -clipSigma
			}
			row[i] = v
		}
	}
}

// Check reports numbers that Apply cannot use for rows of channels features: a
// wrong count, a NaN or infinity, or a deviation that is not positive.
func (n *Normaliser) Check(channels int) error {
	if channels < 1 || len(n.Mean) != channels || len(n.Std) != channels {
		return fmt.Errorf("sensors: normaliser: %d means and %d deviations for %d features; learn it again",
			len(n.Mean), len(n.Std), channels)
	}
	for i, m := range n.Mean {
		s := n.Std[i]
		if !(math.Abs(float64(m)) <= math.MaxFloat32) || !(s > 0 && s <= math.MaxFloat32) {
			return fmt.Errorf("sensors: normaliser: feature %d: mean %g, deviation %g; learn it again", i, m, s)
		}
	}
	return nil
}

// Moments learns a [Normaliser] in one pass (Welford, Technometrics 4, 1962), in
// float64 and in the order in which the rows come.
type Moments struct {
	n       []float64 // [channel], values seen
	mean    []float64
	squares []float64 // of the distance from the mean
}

// NewMoments learns about rows whose last axis has the given number of channels.
func NewMoments(channels int) *Moments {
	return &Moments{make([]float64, channels), make([]float64, channels), make([]float64, channels)}
}

// Add takes one row [… × channel].
func (m *Moments) Add(row []float32) {
	for ; len(row) >= len(m.mean) && len(row) > 0; row = row[len(m.mean):] {
		for i := range m.mean {
			x := float64(row[i])
			m.n[i]++
			d := x - m.mean[i]
			m.mean[i] += d / m.n[i]
			m.squares[i] += float64(d * (x - m.mean[i]))
		}
	}
}

// Normaliser returns what the rows so far say. A feature that did not vary by more
// than a millionth of its mean gets deviation 1.
func (m *Moments) Normaliser() *Normaliser {
	r := &Normaliser{make([]float32, len(m.mean)), make([]float32, len(m.mean))}
	for i, mu := range m.mean {
		s := math.Sqrt(m.squares[i] / max(m.n[i], 1))
		if !(s > math.Abs(mu)*1e-6) || float32(s) == 0 {
			s = 1
		}
		r.Mean[i], r.Std[i] = float32(mu), float32(s)
	}
	return r
}
