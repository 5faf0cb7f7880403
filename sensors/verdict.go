package sensors

import (
	"fmt"
	"slices"
)

// Fault is a kind of bad reading. The zero value is none.
type Fault uint8

// The kinds of bad readings.
const (
	NoFault       Fault = iota
	Range               // further out than the quantity can be
	RateOfChange        // a step faster than the quantity can change
	Stuck               // the reading stands still longer than it ever does in health
	Saturation          // the reading lies at the end of the sensor's scale
	Duplicate           // a block of readings, or a whole window, came twice
	DuplicateTime       // two readings carry the same time
	BitFlip             // one bit away from what was expected, for one reading
	Gap                 // readings are missing
	ClockJump           // the clock was set
	UnitChange          // another unit or another full scale
	ChannelSwap         // two channels changed places
	Implausible         // the channels contradict each other
	faults
)

var faultNames = [faults]string{
	"none", "range", "rate of change", "stuck", "saturation", "duplicate", "duplicate timestamp",
	"bit flip", "gap", "clock jump", "unit change", "channel swap", "cross-channel",
}

// Faults returns all kinds but NoFault.
func Faults() []Fault {
	out := make([]Fault, 0, faults-1)
	for f := Range; f < faults; f++ {
		out = append(out, f)
	}
	return out
}

// ParseFault returns the fault, not NoFault, that String gives the name of.
func ParseFault(name string) (Fault, error) {
	names := faultNames[Range:]
	i := slices.Index(names, name)
	if i < 0 {
		return NoFault, fmt.Errorf("sensors: unknown fault %q; use some of %q", name, names)
	}
	return Range + Fault(i), nil
}

// String returns the name of f.
func (f Fault) String() string {
	if f < faults {
		return faultNames[f]
	}
	return fmt.Sprintf("fault(%d)", uint8(f))
}

// Verdict says whether a reading or a window can be trusted, and if not why. The
// zero value is trust. For a fault of the clock Value and Limit are seconds.
type Verdict struct {
	Fault   Fault
	Channel int     // -1: all of them, or none in particular
	Other   int     // the second channel of a swap, else -1
	Value   float32 // what was found, in the channel's unit or as a count
	Limit   float32 // what would have been believed
}

// Refused reports whether the reading must not be learned from.
func (v Verdict) Refused() bool { return v.Fault != NoFault }

// Words says in a line what is wrong, with the names and units of i where it has
// them: "range: Temperature reads 91.2 degC, the limit is 61.4".
func (v Verdict) Words(i Info) string {
	name, unit := i.channelName(v.Channel), i.channelUnit(v.Channel)
	switch v.Fault {
	case NoFault:
		return "accepted"
	case Range, Saturation:
		return fmt.Sprintf("%v: %s reads %g%s, the limit is %g", v.Fault, name, v.Value, unit, v.Limit)
	case RateOfChange, BitFlip:
		return fmt.Sprintf("%v: %s changed by %g%s at once, the limit is %g", v.Fault, name, v.Value, unit, v.Limit)
	case Stuck:
		return fmt.Sprintf("%v: %s stood still for %g readings, the limit is %g", v.Fault, name, v.Value, v.Limit)
	case DuplicateTime, ClockJump, Gap:
		return fmt.Sprintf("%v: %g s after the reading before, the limit is %g s", v.Fault, v.Value, v.Limit)
	case UnitChange:
		return fmt.Sprintf("%v: %s reads %g%s, in its own unit that would be %g", v.Fault, name, v.Value, unit, v.Limit)
	case ChannelSwap:
		return fmt.Sprintf("%v: %s and %s have changed places (score %g, the limit is %g)",
			v.Fault, name, i.channelName(v.Other), v.Value, v.Limit)
	}
	return fmt.Sprintf("%v: %s: %g, the limit is %g", v.Fault, name, v.Value, v.Limit)
}

func (i Info) channelName(c int) string {
	switch {
	case c < 0:
		return "all channels"
	case c < len(i.Channels):
		return i.Channels[c]
	}
	return fmt.Sprintf("channel %d", c)
}

func (i Info) channelUnit(c int) string {
	if c < 0 || c >= len(i.Units) || i.Units[c] == "" {
		return ""
	}
	return " " + i.Units[c]
}
