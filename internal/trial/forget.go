package trial

import (
	"errors"
	"time"

	"edgetune/firmware"
	"edgetune/firmware/store"
)

// Forgot is what forgetting came to: the result line of the command.
type Forgot struct {
	Event         string         `json:"event"`      // "forgot"
	Base          uint64         `json:"base"`       // generation that learning began again from
	Generation    uint64         `json:"generation"` // the new one, 0 for none
	Dropped       int            `json:"dropped"`    // windows
	ByClass       map[string]int `json:"dropped_by_class,omitempty"`
	Again         int            `json:"learned_again"`
	WeightsSHA256 string         `json:"weights_sha256"`
}

// Forget unlearns what arrived in a span of time: the learner of a state folder goes
// back to before it, and learns again from the journal without it.
func Forget(model, dir string, span firmware.Span) (*Forgot, error) {
	var out *Forgot
	err := withSlots(dir, func(d *store.Folder, s *store.Slots) (err error) {
		newest := s.List()[0]
		t, err := tuningOf(model, newest)
		if err != nil {
			return err
		}
		mark, err := firmware.MarkOf(newest)
		if err != nil {
			return err
		}
		k := &firmware.Keeper{Learner: t.rehearser, Slots: s, Journal: store.OpenJournal(d), Settings: mark.Settings, Now: time.Now}
		if err := k.Open(); err != nil {
			return err
		}
		f, err := k.Forget(span)
		if err = errors.Join(err, k.Close()); err != nil {
			return err
		}
		out = t.forgot(f)
		return nil
	})
	return out, err
}

func (t *tuning) forgot(f *firmware.Forgotten) *Forgot {
	out := &Forgot{Event: "forgot", Base: f.Base, Generation: f.Generation, Again: f.Again, ByClass: map[string]int{}, WeightsSHA256: sum(t.rehearser.Live)}
	for class, n := range f.Dropped {
		out.Dropped += n
		if names := t.rehearser.Classes(); class < len(names) {
			out.ByClass[names[class]] = n
		}
	}
	for name, n := range f.Shots {
		out.Dropped += n
		out.ByClass[name] += n
	}
	return out
}
