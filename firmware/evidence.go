package firmware

import (
	"math"

	"edgetune/firmware/memory"
)

// evidence compares two nets on the same windows: by how much the loss of the one
// is below that of the other, each class with the same weight.
type evidence struct {
	sum     []float64 // of the differences, by class
	squares []float64
	n       []int
}

func newEvidence(classes int) *evidence {
	return &evidence{make([]float64, classes), make([]float64, classes), make([]int, classes)}
}

func (e *evidence) clear() {
	clear(e.sum)
	clear(e.squares)
	clear(e.n)
}

// add takes one window: the losses of the two nets on it.
func (e *evidence) add(class int, before, after float32) {
	d := float64(before - after)
	e.sum[class] += d
	e.squares[class] += float64(d * d)
	e.n[class]++
}

// present is the number of classes that there are windows of.
func (e *evidence) present() (n int) {
	for _, k := range e.n {
		if k > 0 {
			n++
		}
	}
	return n
}

func (e *evidence) appendState(b []byte) []byte {
	b = appendInts(b, e.n...)
	for i, v := range e.sum {
		b = appendTimes(b, int64(math.Float64bits(v)), int64(math.Float64bits(e.squares[i])))
	}
	return b
}

func (e *evidence) setState(in *reader) {
	for i := range e.n {
		in.ints(&e.n[i])
	}
	for i := range e.sum {
		e.sum[i], e.squares[i] = math.Float64frombits(in.uint64()), math.Float64frombits(in.uint64())
	}
}

// gain returns the mean difference and its standard error if there were none: that
// of the sign test, where losses are 0 and 1.
func (e *evidence) gain() (mean, se float64) {
	present := e.present()
	var v float64
	for c, n := range e.n {
		if n > 0 {
			w := 1 / float64(n*present)
			mean += float64(w * e.sum[c])
			v += float64(w * w * e.squares[c])
		}
	}
	return mean, math.Sqrt(v)
}

// lossOf is what a net loses on a window: 1 for a wrong class, the mean square
// error of its targets, at most 1, else.
func lossOf(out []float32, class int, values []float32) float32 {
	if len(values) == 0 {
		if answer(out) == class {
			return 0
		}
		return 1
	}
	var sum float32
	for i, v := range values {
		d := out[i] - v
		sum += float32(d * d)
	}
	return min(1, sum/float32(len(values)))
}

// answer is the class that outputs say; a single one is the logit of class 1.
func answer(out []float32) int {
	if len(out) > 1 {
		return Top(out)
	}
	if out[0] > 0 {
		return 1
	}
	return 0
}

// groupsOf is the number of classes that evidence of a store's windows has.
func groupsOf(s *memory.Store) int { return max(s.Classes, 1) }
