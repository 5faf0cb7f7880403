package fewshot

import (
	"fmt"
	"slices"

	"edgetune/firmware/memory"
	"edgetune/nn"
)

// margin is by how much the new class wins among its own windows, and loses among the
// others, on average: in logits.
const margin = 2

// Row is what the last layer of a net gets for the new class: a weight for each of its
// inputs, and a bias.
type Row struct {
	w []float32
	b float32
}

// NewRow finds it for m: the direction from the mean of the others to the mean of the
// shots, as that layer sees them, and a scale and a bias. The error is [ErrAlike] where
// there is no such direction.
func NewRow(m nn.Net, shots []Shot, others ...*memory.Store) (*Row, error) {
	p, err := newProbe(m)
	if err != nil {
		return nil, err
	}
	own := p.look(len(shots), func(i int, dst []float32) { copy(dst, shots[i]) })
	rest := p.lookAll(others)
	d := own.middle()
	for i, v := range middleOf(rest) {
		d[i] -= v
	}
	near, far := own.along(d), make([][]float64, len(rest))
	for i, v := range rest {
		far[i] = v.along(d)
	}
	s, err := firstScale(own, rest, near, far)
	if err != nil {
		return nil, err
	}
	return chosen(d, s, own, rest, near, far), nil
}

// firstScale is that with which the new class wins among its own windows, and loses
// among the others, by the same margin on average.
func firstScale(own *view, rest []*view, near []float64, far [][]float64) (float64, error) {
	var away, best float64
	for i, v := range rest {
		away += mean(far[i]) / float64(len(rest))
		best += mean(v.best) / float64(len(rest))
	}
	gap := mean(near) - away
	s := (2*margin + mean(own.best) - best) / gap
	if !(gap > 1e-9) || !(s > 0) {
		return 0, fmt.Errorf("firmware/fewshot: %w; give windows that differ", ErrAlike)
	}
	return s, nil
}

// chosen is the best of a few scales: with the fewest errors, the share of the shots
// that are lost and that of the others that are taken, each class with the same weight.
func chosen(d []float64, s float64, own *view, rest []*view, near []float64, far [][]float64) *Row {
	out, least := &Row{w: make([]float32, len(d))}, 3.0
	for range scales {
		lost := own.thresholds(near, s)
		taken := make([][]float64, len(rest))
		for i, v := range rest {
			taken[i] = v.thresholds(far[i], s)
		}
		if b, errors := bias(lost, taken); errors < least {
			least, out.b = errors, float32(b)
			for i, v := range d {
				out.w[i] = float32(s * v)
			}
		}
		s *= 2
	}
	return out
}

// scales is how many scales are tried, each twice the one before.
const scales = 4

// bias finds the one with the fewest errors, in the middle between its neighbours. A
// window belongs to the new class where the bias is above its threshold.
func bias(own []float64, rest [][]float64) (b, least float64) {
	all := slices.Clone(own)
	for _, r := range rest {
		all = append(all, r...)
	}
	slices.Sort(all)
	b, least = all[0]-1, 1
	for i, v := range all {
		next := v + 1
		if i+1 < len(all) {
			next = all[i+1]
		}
		at := (v + next) / 2
		errors := 1 - below(own, at)
		for _, r := range rest {
			errors += below(r, at) / float64(len(rest))
		}
		if errors < least {
			b, least = at, errors
		}
	}
	return b, least
}

// below is the share of a list that is below v.
func below(list []float64, v float64) float64 {
	n := 0
	for _, x := range list {
		if x < v {
			n++
		}
	}
	return float64(n) / float64(len(list))
}

func mean(list []float64) (sum float64) {
	for _, v := range list {
		sum += v
	}
	return sum / float64(len(list))
}

// Into copies a net into one with more outputs, of which the first that is new gets the
// row, and the others nothing. It allocates a layer.
func (r *Row) Into(to, from nn.Net) {
	if n, ok := to.(inIntegers); ok {
		r.intoIntegers(n, from)
		return
	}
	r.intoFloats(to.(*nn.Model), from.(*nn.Model))
}

func (r *Row) intoIntegers(to inIntegers, from nn.Net) {
	to.CopyFrom(from)
	none := make([]float32, len(r.w))
	for c := from.Outputs() + 1; c < to.Outputs(); c++ {
		to.SetOutput(c, none, 0)
	}
	to.SetOutput(from.Outputs(), r.w, r.b)
}

func (r *Row) intoFloats(to, from *nn.Model) {
	copyByName(to, from)
	k := to.Options().Kernels
	a, b := from.Blocks()[len(from.Blocks())-1], to.Blocks()[len(to.Blocks())-1]
	was := a.W.Read(k, 0, a.W.Len(), make([]float32, a.W.Len()))
	now := make([]float32, b.W.Len())
	for i := range a.Rows {
		copy(now[i*b.Cols:], was[i*a.Cols:(i+1)*a.Cols])
		now[i*b.Cols+a.Cols] = r.w[i]
	}
	b.W.Write(k, 0, now)
	if b.HasBias() {
		bias := make([]float32, b.B.Len())
		copy(bias, a.B.Read(k, 0, a.B.Len(), make([]float32, a.B.Len())))
		bias[a.B.Len()] = r.b
		b.B.Write(k, 0, bias)
	}
}
