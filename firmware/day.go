package firmware

// calendar counts days by the time of the windows: 24 hours from the first one on. So
// a journal leads to the same days.
type calendar struct {
	start int64 // of this day, in ns
	begun bool
}

const day = int64(24 * 3600 * 1e9)

// pass takes the time of the newest window and reports whether a day has ended. A
// clock that was set back ends none.
func (c *calendar) pass(now int64) bool {
	switch {
	case !c.begun:
		c.start, c.begun = now, true
	case now-c.start >= day:
		c.start = now
		return true
	case now < c.start:
		c.start = now
	}
	return false
}

// newDay lets the leash start from what serves now, and what was held out become
// skills to keep.
func (r *Rehearser) newDay() {
	if !r.calendar.pass(r.last) {
		return
	}
	r.Leash.begin(r.Live)
	if r.Gate != nil {
		r.Gate.learnSkills()
	}
}
