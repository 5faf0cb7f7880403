package firmware

import (
	"fmt"

	"edgetune/firmware/drift"
)

// listen tells the detector how what serves did on the round. When its errors have
// risen, the world has changed.
func (r *Rehearser) listen() {
	if r.Drift == nil {
		return
	}
	var risen drift.Change
	r.report.Asked, r.report.Correct = r.round.n, 0
	r.round.ask(r.Live, func(_ int, loss float32) {
		if loss == 0 {
			r.report.Correct++
		}
		if c, changed := r.Drift.Add(float64(loss)); changed && c.Rose() {
			risen = c
		}
	})
	if risen.Rose() {
		r.drifted(risen)
	}
}

// drifted is what a learner does when the world has changed: it stops resting, the
// average forgets the world before, and the gate judges anew. Weights, memory and
// what is held out stay.
func (r *Rehearser) drifted(c drift.Change) {
	r.report.Drifts++
	r.calm = 0
	r.Average.Restart(r.Model)
	if r.Gate != nil {
		r.Gate.renew()
	}
	text := "what serves was wrong in %.3f of the windows, now in %.3f or more"
	if len(r.Feed.bundle.Targets) > 0 {
		text = "what serves was off by %.3f squared deviations, now by %.3f or more"
	}
	r.tell("drift", fmt.Sprintf(text, c.From, c.To))
}
