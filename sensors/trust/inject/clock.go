package inject

import "edgetune/sensors"

// years is how far a board without a clock jumps when it hears the time.
const years = 50 * 365 * 24 * 3600 * 1e9

// clockJump draws by how much the clock is set: back, forward by a time that is no
// whole number of periods, or by years.
func (s *Source) clockJump() int64 {
	p := s.profile.Period
	switch s.below(3) {
	case 0:
		return -int64(float64(p) * float64(s.times(1.5, 1000)))
	case 1:
		return int64(float64(p) * float64(float32(1+s.below(30))+s.between(0.3, 0.7)))
	}
	return years + int64(s.below(1<<30))*1000
}

// clock applies the faults of the time.
func (s *Source) clock(dst *sensors.Sample) bool {
	switch s.now.fault {
	case sensors.DuplicateTime:
		dst.Time = s.out
	case sensors.ClockJump:
		jump := s.clockJump()
		s.lost += jump
		dst.Time += jump
	default:
		return false
	}
	s.truth = Truth{s.now.fault, true, -1}
	return true
}
