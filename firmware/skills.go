package firmware

import "edgetune/firmware/memory"

// skillsFresh lets skills be those of the last days.
const skillsFresh = 2

// learnSkills takes what is held out into the skills, at the end of a day: what serves
// then must not be lost by a net of the days after.
func (g *Gate) learnSkills() {
	if g.Skills == nil {
		return
	}
	g.Skills.Fresh = skillsFresh
	for i := range g.Held.Len() {
		g.Held.Row(i, g.row)
		g.Held.Targets(i, g.values)
		g.Skills.Take(memory.Window{Row: g.row, Class: g.Held.Class(i), Values: g.values[:g.Held.Values]})
	}
}
