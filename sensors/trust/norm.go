package trust

import "math"

// Norm is a vector whose length is known: a still accelerometer feels gravity
// alone, and one that moves strays from it by no more than it moves.
type Norm struct {
	Channels []int   `json:"channels"`
	Centre   float32 `json:"centre"`
	Rest     float32 `json:"rest"` // distance from Centre at rest
	Move     float32 `json:"move"` // further distance, in standard deviations of the length
}

// limit returns how far the mean length may lie from Centre.
func (n *Norm) limit(s signature) float32 { return n.Rest + float32(n.Move*s.dev) }

func (n *Norm) broken(s signature) bool { return abs(s.mean-n.Centre) > n.limit(s) }

func (g *gauge) measureNorms(values []float32, n, valid int) {
	for i := range g.norms {
		g.norms[i] = g.norm(&g.l.Norms[i], values, n, valid)
	}
}

// norm measures the length of a vector over the valid steps.
func (g *gauge) norm(v *Norm, values []float32, n, valid int) signature {
	x := g.scratch[:valid]
	for t := range x {
		var squares float64
		for _, c := range v.Channels {
			a := float64(values[c*n+t])
			squares += float64(a * a)
		}
		x[t] = float32(math.Sqrt(squares))
	}
	return sign(x, nil)
}
