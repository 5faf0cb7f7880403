package firmware

// Event is something that people may want to know of a learner.
type Event struct {
	At      int64  // time of the newest window, in ns
	Windows int    // arrived so far
	Kind    string // drift, features, confidence, promoted, taken back, probation passed or probation failed
	Text    string // why
}

func (r *Rehearser) tell(kind, text string) {
	if r.Tell != nil {
		r.Tell(Event{At: r.last, Windows: r.Windows(), Kind: kind, Text: text})
	}
}
