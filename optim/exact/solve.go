package exact

import "gonum.org/v1/gonum/mat"

// Options say how least squares are solved.
type Options struct {
	// Damp adds Damp·|x|² to the squares, Relative as much as that times the mean
	// square of the singular values. Without both the solution is the shortest one.
	Damp, Relative float64
	// Joint solves weights and bias together, which is the centred gradient times the
	// inverse covariance of the inputs; otherwise each as if the other stood still.
	Joint bool
}

// Singular values below this share of the largest count as zero: the layer's own
// arithmetic is float32, and a value that is zero but for eps is in the way of a
// BatchNorm's.
var (
	rankShare = func() float64 {
		if float(1)/3 == float(float32(1)/3) {
			return 1e-5
		}
		return 1e-11
	}()
	normShare = 1e-3
)

// Solve returns the x that minimises |A x - B|² + damping·|x|², for every column of
// B. share is the part of the largest singular value below which one counts as zero.
// The cost is that of the singular values of A.
func Solve(a, b mat.Matrix, o Options, share float64) *mat.Dense {
	_, n := a.Dims()
	_, columns := b.Dims()
	x := mat.NewDense(n, columns, nil)
	var d mat.SVD
	if !d.Factorize(a, mat.SVDThin) {
		return x // a value is not finite: nothing can be matched
	}
	var u, v, ub mat.Dense
	d.UTo(&u)
	d.VTo(&v)
	s := d.Values(nil)
	damp := o.Damp + o.Relative*meanSquare(s)
	ub.Mul(u.T(), b)
	for i, value := range s {
		factor := 0.0
		if value > share*s[0] {
			factor = value / (float64(value*value) + damp)
		}
		for c := range columns {
			ub.Set(i, c, factor*ub.At(i, c))
		}
	}
	x.Mul(&v, &ub)
	return x
}

func meanSquare(v []float64) (sum float64) {
	for _, x := range v {
		sum += float64(x * x)
	}
	return sum / float64(max(len(v), 1))
}
