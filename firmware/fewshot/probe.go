package fewshot

import (
	"slices"

	"edgetune/firmware/memory"
	"edgetune/nn"
)

// probe asks a net what its last layer sees and says.
type probe struct {
	net  nn.Net
	body *nn.Model // of a net in floating point
}

// inIntegers is a net that tells what its last layer sees, and sets what that has.
type inIntegers interface {
	nn.Net
	Seen(rows int) (inputs, outputs []float32)
	CopyFrom(other nn.Net)
	SetOutput(c int, w []float32, b float32)
}

func newProbe(net nn.Net) (*probe, error) {
	p := &probe{net: net}
	m, ok := net.(*nn.Model)
	if !ok {
		return p, nil
	}
	var err error
	p.body, err = body(m)
	return p, err
}

// put hands a window to the net.
func (p *probe) put(i int, x []float32) {
	p.net.Batch().Put(i, x)
	if p.body != nil {
		p.body.Batch().Put(i, x)
	}
}

// ask returns what the last layer sees of the first rows windows, and says.
func (p *probe) ask(rows int) (seen, logits []float32) {
	if p.body == nil {
		return p.net.(inIntegers).Seen(rows)
	}
	return p.body.Infer(rows)[:rows*p.body.Outputs()], p.net.Infer(rows)
}

// view is what the last layer sees of windows, and the largest logit of each.
type view struct {
	width int
	seen  []float32 // [window × width]
	best  []float64
}

// look asks about n windows.
func (p *probe) look(n int, read func(i int, dst []float32)) *view {
	v := &view{}
	x := make([]float32, p.net.Form().Input.Len())
	batch := p.net.Options().Batch
	for lo := 0; lo < n; lo += batch {
		rows := min(batch, n-lo)
		for i := range rows {
			read(lo+i, x)
			p.put(i, x)
		}
		seen, logits := p.ask(rows)
		v.seen = append(v.seen, seen...)
		v.width = len(v.seen) / (lo + rows)
		outputs := p.net.Outputs()
		for i := range rows {
			v.best = append(v.best, float64(slices.Max(logits[i*outputs:(i+1)*outputs])))
		}
	}
	return v
}

// lookAll asks about all windows of the stores; one view for each class that has some.
func (p *probe) lookAll(stores []*memory.Store) (all []*view) {
	type place struct {
		s *memory.Store
		i int
	}
	for class := range p.net.Outputs() {
		var places []place
		for _, s := range stores {
			for i := range s.Len() {
				if s.Class(i) == class {
					places = append(places, place{s, i})
				}
			}
		}
		if len(places) > 0 {
			all = append(all, p.look(len(places), func(i int, dst []float32) { places[i].s.Row(places[i].i, dst) }))
		}
	}
	return all
}

// middle is the mean of what the last layer sees.
func (v *view) middle() []float64 {
	out := make([]float64, v.width)
	for i, x := range v.seen {
		out[i%v.width] += float64(x)
	}
	for i := range out {
		out[i] /= float64(len(v.best))
	}
	return out
}

// middleOf is the mean of the middles.
func middleOf(all []*view) []float64 {
	out := make([]float64, all[0].width)
	for _, v := range all {
		for i, x := range v.middle() {
			out[i] += x / float64(len(all))
		}
	}
	return out
}

// along is how far each window lies along a direction.
func (v *view) along(d []float64) []float64 {
	out := make([]float64, len(v.best))
	for i := range out {
		for j, x := range v.seen[i*v.width : (i+1)*v.width] {
			out[i] += float64(float64(x) * d[j])
		}
	}
	return out
}

// thresholds are the biases above which each window goes to the new class.
func (v *view) thresholds(along []float64, s float64) []float64 {
	out := make([]float64, len(along))
	for i, p := range along {
		out[i] = v.best[i] - float64(s*p)
	}
	return out
}
