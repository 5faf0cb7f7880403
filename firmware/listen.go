package firmware

// listen tells the detector how what serves did on the round. When its errors have
// risen, the average forgets the world before, and the gate judges anew; weights and
// memory stay.
func (r *Rehearser) listen() {
	if r.Drift == nil {
		return
	}
	alarm := false
	r.round.ask(r.Live, func(_ int, loss float32) {
		c, changed := r.Drift.Add(float64(loss))
		alarm = alarm || changed && c.Rose()
	})
	if !alarm {
		return
	}
	r.report.Drifts++
	r.Average.Restart(r.Model)
	if r.Gate != nil {
		r.Gate.renew()
	}
}
