package kernel

// DotsRun says what a run of outputs of a convolution sees: rows of taps, Len activations
// each, Row apart in x; those of the next output lie Step behind. A row of w is all that an
// output channel has.
type DotsRun struct {
	Rows, Outs int // outputs, and channels of each
	Taps, Len  int
	Step, Row  int
}

// eachDots calls dots for every output and row of taps.
func (r *DotsRun) eachDots(dots func(sums []int32, x, w []int8, stride int), sums []int32, x, w []int8) {
	for p := range r.Rows {
		for t := range r.Taps {
			at := p*r.Step + t*r.Row
			dots(sums[p*r.Outs:(p+1)*r.Outs], x[at:at+r.Len], w[t*r.Len:], r.Taps*r.Len)
		}
	}
}

func dotsRunInt8(sums []int32, x, w []int8, r *DotsRun) { r.eachDots(dotsInt8, sums, x, w) }
