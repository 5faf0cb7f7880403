package firmware

// Report returns what the last round did, with the counts so far.
func (r *Rehearser) Report() Report { return r.report }
