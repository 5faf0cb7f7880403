package firmware

import "fmt"

// Verdict is what the gate has done, and what it found at its last check. Gains are
// in shares of windows, each class with the same weight.
type Verdict struct {
	Checks, Promotions, Rollbacks int

	Tuned  bool   // what serves is not the origin
	Reason Reason // of the last check

	Gain     float64 // of the average over the origin, on windows nobody had learned from
	Need     float64 // that would be certain
	Held     float64 // the gain on windows held out alone
	OverLive float64 // the gain over what serves, on those
	Anchor   float64 // change on the source; after a rollback that of what served
	Skills   float64 // the gain over what serves on what was learned since
	Guess    float64 // how far the average is above what a guess could be taken for
}

// Reason is why the gate did what it did.
type Reason uint8

// The reasons, in the order in which they are looked for.
const (
	Unchecked Reason = iota
	FirstCheck
	Uncertain
	WorseHeld
	WorseThanLive
	SourceLost
	Promoted
	TakenBack
	SkillLost
	Failed // the probation
	Guessing
)

// String names the reason.
func (r Reason) String() string {
	return [...]string{
		"not checked", "first check", "uncertain", "worse held out", "worse than what serves", "source lost",
		"promoted", "taken back", "skill lost", "probation failed", "no better than a guess",
	}[min(r, Guessing)]
}

// String says what was decided and why.
func (v Verdict) String() string {
	switch v.Reason {
	case FirstCheck:
		return "refused: the first check only looks"
	case Uncertain:
		return fmt.Sprintf("refused: a gain of %.3f, %.3f would be certain", v.Gain, v.Need)
	case WorseHeld:
		return fmt.Sprintf("refused: %.3f worse on windows held out", -v.Held)
	case WorseThanLive:
		return fmt.Sprintf("refused: %.3f worse than what serves", -v.OverLive)
	case SourceLost:
		return fmt.Sprintf("refused: the source would lose %.3f for a gain of %.3f", -v.Anchor, v.Gain)
	case Promoted:
		return fmt.Sprintf("promoted: a gain of %.3f, source %+.3f", v.Gain, v.Anchor)
	case TakenBack:
		return fmt.Sprintf("taken back: %+.3f on windows held out, source %+.3f", v.Held, v.Anchor)
	case Guessing:
		return fmt.Sprintf("refused: a gain of %.3f, but %.3f short of what no guess would reach", v.Gain, -v.Guess)
	case SkillLost:
		return fmt.Sprintf("refused: %.3f worse on what was learned since", -v.Skills)
	case Failed:
		return fmt.Sprintf("taken back: %.3f worse than what served before", -v.OverLive)
	}
	return "not checked yet"
}
