package integer

import (
	"math"

	"edgetune/fixedpoint"
	"edgetune/nn"
	"edgetune/nn/integer/op"
)

// joint is the sink of an activation that several layers read: it sums what they
// send back, in units of one power of two that leaves the sum seven bits of room,
// and passes the sum on when the node's turn comes.
type joint[A op.Sum] struct {
	to    sink[A]
	name  string
	one   int // values of a channel vector
	sum   []A
	join  func(sum, v []A, m fixedpoint.Multiplier)
	block block
	mult  fixedpoint.Multiplier
	first bool // nobody has sent anything yet
	look  bool
}

// jointBits is what the largest value of a sum fills.
const jointBits = 24

func (j *joint[A]) plan(pl *planning, n int, life nn.Life) {
	buffer(pl, &j.sum, j.name+".gradient, summed", n, life)
	j.block.width, j.first = jointBits, true
}

// unit is what 1 is worth.
func (j *joint[A]) unit() fixedpoint.Scalar { return fixedpoint.Power(j.block.e) }

func (j *joint[A]) blank() bool { return !j.block.known }

// begin implements sink. Looking counts in the values' own units.
func (j *joint[A]) begin(_ *pass, scale fixedpoint.Scalar, measure bool) {
	j.look = measure
	if measure {
		j.block.begin(scale.Exponent())
		return
	}
	j.mult = scale.Times2(-j.block.e).Multiplier()
}

// put implements sink.
func (j *joint[A]) put(at int, v []A) {
	if j.look {
		for _, g := range v {
			j.block.see(int64(g))
		}
		return
	}
	sum := j.sum[at : at+len(v)]
	if j.first {
		clear(sum)
	}
	j.join(sum, v, j.mult)
}

// join adds values times m to sums, each rounded to nearest and both saturated.
func join[A op.Sum](sum, v []A, m fixedpoint.Multiplier) {
	for i, g := range v {
		x := saturate(m.Single(int64(g)), math.MaxInt32)
		sum[i] = A(saturate(x+int64(sum[i]), math.MaxInt32))
	}
}

// end implements sink.
func (j *joint[A]) end() {
	if j.look {
		j.block.measured()
		return
	}
	j.first = false
}

// flush passes the sum of n values on.
func (j *joint[A]) flush(p *pass, n int) {
	unit := j.unit()
	j.block.begin(j.block.e)
	var peak A
	for _, v := range j.sum[:n] {
		peak = max(peak, v, -v)
	}
	j.block.see(int64(peak))
	j.block.end()
	for left := rounds(j.to); left > 0; left-- {
		j.to.begin(p, unit, left > 1)
		for at := 0; at < n; at += j.one {
			j.to.put(at, j.sum[at:at+j.one])
		}
		j.to.end()
	}
	j.first = true
}
