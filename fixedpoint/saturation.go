package fixedpoint

// Saturation counts what clamping does to a stream of values. A network in
// integers stays in range by clamping, so the counts are the first sign that a
// scale no longer fits the data. The zero value is ready.
type Saturation struct {
	Seen int64 // values
	Low  int64 // of them below the range
	High int64 // of them above the range
}

// Clamp returns x limited to [lo, hi] and counts it.
func (s *Saturation) Clamp(x, lo, hi int64) int64 {
	s.Seen++
	switch {
	case x < lo:
		s.Low++
		return lo
	case x > hi:
		s.High++
		return hi
	}
	return x
}

// Add adds the counts of t.
func (s *Saturation) Add(t Saturation) {
	s.Seen += t.Seen
	s.Low += t.Low
	s.High += t.High
}

// Fraction returns the share of values that were clipped, in [0, 1]; 0 if there
// were none.
func (s Saturation) Fraction() float64 {
	if s.Seen == 0 {
		return 0
	}
	return float64(s.Low+s.High) / float64(s.Seen)
}
