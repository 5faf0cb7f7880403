package inject

import "edgetune/sensors"

// propose draws a fault of a kind and reports whether it can be made here.
func (s *Source) propose(f sensors.Fault, dst *sensors.Sample) bool {
	switch f {
	case sensors.DuplicateTime, sensors.ClockJump:
		s.now = episode{fault: f, n: 1}
		return len(s.clean) > 0
	case sensors.Gap:
		s.now = episode{fault: f, n: 1}
		if s.profile.Layout.Steps == 1 || s.below(2) == 0 {
			s.now.size = float32(1 + s.below(10))
		}
		return len(s.clean) > 0
	}
	if s.profile.Layout.Steps == 1 {
		return s.proposeRow(f, dst.Values)
	}
	return s.proposeWindow(f, dst)
}

// apply damages one sample.
func (s *Source) apply(dst *sensors.Sample) {
	if s.clock(dst) {
		return
	}
	if s.profile.Layout.Steps == 1 {
		s.applyRow(dst.Values)
		return
	}
	s.truth = Truth{s.now.fault, true, s.now.channel}
	if s.now.fault == sensors.Gap {
		dst.Length = dst.Length * (1 + s.below(8)) / 10
		n := s.profile.Layout.Steps
		for c := range s.profile.Layout.Channels {
			clear(dst.Values[c*n+dst.Length : (c+1)*n])
		}
		return
	}
	copy(dst.Values, s.now.values)
}
