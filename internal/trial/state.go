package trial

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"edgetune/firmware"
	"edgetune/firmware/bundle"
	"edgetune/firmware/rehearsal"
	"edgetune/firmware/store"
)

// generations is how many states a state folder keeps.
const generations = 8

// resume opens the state folder, goes on where the run before ended, and skips what
// has arrived.
func (t *tuning) resume(ctx context.Context) error {
	if t.State == "" {
		return nil
	}
	var err error
	if t.dir, err = store.Dir(t.State); err != nil {
		return err
	}
	slots, err := store.OpenSlots(t.dir, generations)
	if err != nil {
		return err
	}
	t.keeper = &firmware.Keeper{Learner: t.rehearser, Slots: slots, Journal: store.OpenJournal(t.dir), Settings: t.recipe().Settings(t.net).String(), Now: time.Now}
	t.learner = t.keeper
	if err := t.keeper.Open(); err != nil {
		return err
	}
	for range t.rehearser.Windows() {
		if _, err := t.rehearser.Feed.Next(ctx, 0); err != nil {
			return fmt.Errorf("trial: the state has seen more windows than the recording has: %w", err)
		}
	}
	return nil
}

// finish ends the recording, where it was read to its end, and closes the state.
func (t *tuning) finish(err error) error {
	switch {
	case err == nil && t.keeper != nil:
		err = t.keeper.Finish()
	case err == nil && t.rehearser != nil:
		err = t.rehearser.Finish()
	case t.keeper != nil:
		err = errors.Join(err, t.keeper.Close())
	}
	if t.dir != nil {
		err = errors.Join(err, t.dir.Close())
	}
	return err
}

// Past is one generation of a state folder.
type Past struct {
	Generation uint64 `json:"generation"`
	firmware.Mark
	Bytes int `json:"bytes"`
}

// History lists the generations of a state folder, the newest first.
func History(dir string) ([]Past, error) {
	var list []Past
	err := withSlots(dir, func(_ *store.Folder, s *store.Slots) error {
		for _, g := range s.List() {
			m, err := firmware.MarkOf(g)
			if err != nil {
				return err
			}
			list = append(list, Past{g.Seq, m, g.Size})
		}
		return nil
	})
	return list, err
}

// Rollback makes a generation of a state folder, 0 for the one before the newest,
// the one that the next start loads. It returns both numbers: the old one and that
// of its copy.
func Rollback(dir string, to uint64) (from, copied uint64, err error) {
	err = withSlots(dir, func(d *store.Folder, s *store.Slots) (err error) {
		list := s.List()
		if from = to; to == 0 {
			if len(list) < 2 {
				return hint(fmt.Errorf("trial: %s holds %d generations, there is none before the newest", dir, len(list)), "\"edgetune history\" lists them")
			}
			from = list[1].Seq
		}
		copied, err = firmware.Rollback(s, store.OpenJournal(d), from, time.Now())
		return err
	})
	return from, copied, err
}

// withSlots opens a state folder, which must hold something.
func withSlots(dir string, use func(*store.Folder, *store.Slots) error) (err error) {
	if err := mustExist(dir); err != nil {
		return err
	}
	d, err := store.Dir(dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	s, err := store.OpenSlots(d, generations)
	if err != nil {
		return err
	}
	if len(s.List()) == 0 {
		return hint(fmt.Errorf("trial: %s holds no generation", dir), "\"edgetune tune --replay 256K --state DIR\" makes some")
	}
	return use(d, s)
}

// Replayed is what learning again from a journal came to.
type Replayed struct {
	Event         string `json:"event"` // "result"
	Windows       int    `json:"windows"`
	Generations   int    `json:"generations"` // that came out the same, bit for bit
	WeightsSHA256 string `json:"weights_sha256"`
}

// Replay learns again from the oldest generation of a state folder and the journal
// behind it, and compares each later generation with what is stored.
func Replay(model, dir string) (*Replayed, error) {
	var r *Replayed
	err := withSlots(dir, func(d *store.Folder, s *store.Slots) error {
		list := s.List()
		slices.Reverse(list)
		t, err := tuningOf(model, list[0])
		if err != nil {
			return err
		}
		t.keeper = &firmware.Keeper{Learner: t.rehearser, Slots: s, Journal: store.OpenJournal(d)}
		again := &replaying{tuning: t}
		r, err = again.run(list)
		return err
	})
	return r, err
}

// tuningOf builds the learner that a generation belongs to, without a stream.
func tuningOf(model string, g store.Generation) (*tuning, error) {
	m, err := firmware.MarkOf(g)
	if err != nil {
		return nil, err
	}
	set, err := rehearsal.Parse(m.Settings)
	if err != nil {
		return nil, fmt.Errorf("trial: generation %d: %w", g.Seq, err)
	}
	file, err := bundle.Open(model)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	r := set.Recipe()
	t := &tuning{bundle: &file.Bundle, TuneOptions: TuneOptions{
		Replay: r.Replay, Work: r.Work, Steps: r.Most, Gate: r.Gate, Leash: r.Leash, Rates: r.Rates, Norm: Norm(r.Norm), Build: r.Build,
	}}
	if err := t.rehearse(file); err != nil {
		return nil, err
	}
	if got := sum(t.net); got != set.Model {
		return nil, hint(fmt.Errorf("trial: %s has the weights %.16s…, the state began at %.16s…", model, got, set.Model), "give the model file that tune was given")
	}
	t.recipe().Growing(t.rehearser, t.bundle, func() (firmware.Net, *bundle.Kept, error) { return t.begin(model) })
	return t, nil
}

// begin opens the model file that a state began with, again.
func (t *tuning) begin(model string) (firmware.Net, *bundle.Kept, error) {
	file, err := bundle.Open(model)
	if err != nil {
		return nil, nil, err
	}
	defer file.Close()
	live, err := t.live(file, t.recipe())
	return live, t.kept, err
}

// replaying is one run of Replay.
type replaying struct {
	*tuning
	same int
}

func (r *replaying) run(list []store.Generation) (*Replayed, error) {
	for i, g := range list {
		if err := r.reach(g, i == 0); err != nil {
			return nil, err
		}
		end := uint64(math.MaxUint64)
		if i+1 < len(list) {
			end = list[i+1].Seq
		}
		if _, err := r.keeper.Follow(g.Seq, end); err != nil && !(errors.Is(err, firmware.ErrLost) && i+1 < len(list)) {
			return nil, err
		}
	}
	return &Replayed{"result", r.rehearser.Windows(), r.same, sum(r.rehearser.Live)}, nil
}

// reach compares the learner with a generation, or loads it where it does not follow
// from the one before.
func (r *replaying) reach(g store.Generation, first bool) error {
	m, err := firmware.MarkOf(g)
	if err != nil {
		return err
	}
	state, err := r.keeper.Slots.Load(g.Seq)
	if err != nil {
		return err
	}
	if first || m.Of > 0 {
		return r.rehearser.SetState(state)
	}
	got, err := r.rehearser.AppendState(nil)
	if err != nil {
		return err
	}
	if !bytes.Equal(got, state) {
		return fmt.Errorf("trial: generation %d is not what its journal leads to; the state was changed, or another version wrote it", g.Seq)
	}
	r.same++
	return nil
}
