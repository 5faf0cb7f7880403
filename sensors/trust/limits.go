package trust

import (
	"errors"
	"fmt"
	"math"

	"edgetune/sensors"
)

// Limits is what healthy readings of a source never exceed. [Learn] fills it; every
// number may be changed by hand. A zero switches off what it limits.
type Limits struct {
	Layout   sensors.Layout `json:"layout"` // of one sample
	Clock    Clock          `json:"clock"`
	Length   int            `json:"length"` // fewest valid steps of a window
	Frozen   int            `json:"frozen"` // steps for which no channel moves
	Repeat   float32        `json:"repeat"` // movements of channels that come a second time
	Swap     float32        `json:"swap"`   // how much better two channels fit the other's place
	Channels []Channel      `json:"channels"`
	Norms    []Norm         `json:"norms,omitempty"`
	Ratios   []Ratio        `json:"ratios,omitempty"`
	Fits     []Fit          `json:"fits,omitempty"`
	Off      []string       `json:"off,omitempty"` // names of faults that are not looked for
}

// Channel is what one channel of a healthy source does, in its own unit.
type Channel struct {
	Name   string   `json:"name,omitempty"`
	Unit   string   `json:"unit,omitempty"`
	Lo     float32  `json:"lo"`
	Hi     float32  `json:"hi"`
	RailLo *float32 `json:"rail_lo,omitempty"` // ends of the sensor's scale, from its data sheet
	RailHi *float32 `json:"rail_hi,omitempty"`
	Step   float32  `json:"step,omitempty"`  // one count of the sensor's register; 0: readings travel as float32
	Noise  float32  `json:"noise"`           // change from step to step: of a still sensor in windows, of a lively one in rows
	Usual  float32  `json:"usual,omitempty"` // rows: largest magnitude in the source
	Rate   float32  `json:"rate,omitempty"`  // rows: largest change in one period
	Drift  float32  `json:"drift,omitempty"` // rows: largest change in 32 periods
	Jump   float32  `json:"jump,omitempty"`  // windows: a step, in movements around it
	Spike  float32  `json:"spike,omitempty"` // windows: a single reading, in movements around it
	Still  int      `json:"still,omitempty"` // longest run of one value
	Rest   *Rest    `json:"rest,omitempty"`
}

// Rest is an end of a scale at which a quantity may stay for long, like no light.
type Rest struct {
	Value float32 `json:"value"`
	Still int     `json:"still"` // longest run there
}

// Check reports limits that do not belong to windows of layout in, and numbers that
// are no limits.
func (l *Limits) Check(in sensors.Layout) error {
	if l.Layout.Height != in.Height || l.Layout.Steps != in.Steps || l.Layout.Channels != in.Channels {
		return fmt.Errorf("sensors/trust: limits for samples of %v, the source gives %v; learn them again", l.Layout.Shape(), in.Shape())
	}
	if len(l.Channels) != in.Channels {
		return fmt.Errorf("sensors/trust: limits of %d channels, the source has %d; learn them again", len(l.Channels), in.Channels)
	}
	for i := range l.Channels {
		if c := &l.Channels[i]; !(c.Lo <= c.Hi) || !(c.Noise >= 0) || !(c.Step >= 0) {
			return fmt.Errorf("sensors/trust: channel %d: range %g to %g, noise %g, step %g; none may be negative, and lo must not be above hi",
				i, c.Lo, c.Hi, c.Noise, c.Step)
		}
	}
	if c := &l.Clock; min(c.Period, c.Slack, c.Gap, c.Longest) < 0 {
		return errors.New("sensors/trust: a time of the clock is negative; learn the limits again")
	}
	for _, name := range l.Off {
		if _, err := sensors.ParseFault(name); err != nil {
			return fmt.Errorf("sensors/trust: off: %w", err)
		}
	}
	return l.checkRelations()
}

// checkRelations reports a relation between channels that do not exist, or none.
func (l *Limits) checkRelations() error {
	var lists [][]int
	for _, n := range l.Norms {
		lists = append(lists, n.Channels)
	}
	for _, r := range l.Ratios {
		lists = append(lists, r.Of, r.To)
	}
	for _, f := range l.Fits {
		lists = append(lists, []int{f.Channel, f.On[0], f.On[1]})
	}
	for _, list := range lists {
		if len(list) == 0 {
			return errors.New("sensors/trust: a relation names no channel; learn the limits again")
		}
		for _, c := range list {
			if c < 0 || c >= len(l.Channels) {
				return fmt.Errorf("sensors/trust: a relation names channel %d of %d; learn the limits again", c, len(l.Channels))
			}
		}
	}
	return nil
}

// timed reports whether each sample is a window in time.
func (l *Limits) timed() bool { return l.Layout.Height == 1 && l.Layout.Steps > 1 }

// stream reports whether samples follow each other in time, so that one tells
// something about the next; else each is a case of its own.
func (l *Limits) stream() bool { return l.Layout.Height == 1 && l.Layout.Rate > 0 }

// row reports whether each sample is a single reading of every channel.
func (l *Limits) row() bool { return l.Layout.Height == 1 && l.Layout.Steps == 1 }

func finite(x float32) bool { return math.Abs(float64(x)) <= math.MaxFloat32 }
