package trust

import "edgetune/sensors"

// remembered is how many refused samples a [Quarantine] keeps.
const remembered = 16

// Quarantine counts what was refused, and keeps the last sixteen samples.
type Quarantine struct {
	Accepted uint64
	Counts   [13]uint64 // by sensors.Fault

	ring [remembered]Refusal
	next int
	held int
}

// Refusal is a sample that was refused, and why.
type Refusal struct {
	Index   uint64 // of the sample since the start, accepted ones too
	Time    int64
	Verdict sensors.Verdict
	Values  []float32
}

func (q *Quarantine) init(values int) {
	for i := range q.ring {
		q.ring[i].Values = make([]float32, values)
	}
}

// Refused returns how many samples were refused.
func (q *Quarantine) Refused() uint64 {
	var n uint64
	for _, k := range q.Counts {
		n += k
	}
	return n
}

// Last returns the refusals that are kept, oldest first. The values belong to q.
func (q *Quarantine) Last() []Refusal {
	out := make([]Refusal, 0, q.held)
	for i := range q.held {
		out = append(out, q.ring[(q.next+remembered-q.held+i)%remembered])
	}
	return out
}

func (q *Quarantine) take(s *sensors.Sample, v sensors.Verdict) {
	if !v.Refused() {
		q.Accepted++
		return
	}
	r := &q.ring[q.next]
	r.Index, r.Time, r.Verdict = q.Accepted+q.Refused(), s.Time, v
	copy(r.Values, s.Values)
	q.Counts[v.Fault]++
	q.next = (q.next + 1) % remembered
	q.held = min(q.held+1, remembered)
}

// rename gives the last refusal the name of v.
func (q *Quarantine) rename(v sensors.Verdict) {
	if q.held == 0 {
		return
	}
	r := &q.ring[(q.next+remembered-1)%remembered]
	q.Counts[r.Verdict.Fault]--
	q.Counts[v.Fault]++
	r.Verdict.Fault = v.Fault
}
