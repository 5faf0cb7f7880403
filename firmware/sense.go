package firmware

import (
	"fmt"

	"edgetune/firmware/drift"
	"edgetune/fixedpoint"
)

// detectors are those that there are.
func (r *Rehearser) detectors() (list []*drift.Adwin) {
	for _, d := range [...]*drift.Adwin{r.Drift, r.Features, r.Confidence} {
		if d != nil {
			list = append(list, d)
		}
	}
	return list
}

// sense looks at what needs no labels.
func (r *Rehearser) sense() {
	if r.Features != nil {
		r.changed("features", "rows were %.2f deviations from the source, squared, now %.2f", r.Features, r.distance())
	}
	if r.Confidence != nil && r.Live.Form().Loss.Kind == "softmax" {
		r.changed("confidence", "what serves was sure by %.2f, now by %.2f", r.Confidence, r.sureness())
	}
}

// changed gives a number to a detector; a change ends a rest.
func (r *Rehearser) changed(kind, text string, d *drift.Adwin, v float64) {
	c, ok := d.Add(v)
	if !ok {
		return
	}
	r.calm = 0
	r.tell(kind, fmt.Sprintf(text, c.From, c.To))
}

// distance is the mean square of the rows of the round, in deviations of the source.
func (r *Rehearser) distance() float64 {
	var sum float64
	for i := range r.round.n {
		for _, v := range r.round.rows[i] {
			sum += float64(float64(v) * float64(v))
		}
	}
	return sum / float64(r.round.n*len(r.row))
}

// sureness is the mean of the largest probability that what serves gives.
func (r *Rehearser) sureness() float64 {
	var sum float64
	r.round.answers(r.Live, func(_ int, out []float32) {
		top, all := out[Top(out)], float32(0)
		for _, z := range out {
			all += fixedpoint.Exp(z - top)
		}
		sum += 1 / float64(all)
	})
	return sum / float64(r.round.n)
}
