package firmware

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"edgetune/firmware/store"
)

// Keeper makes a learner outlast kills and power cuts. States, generations, go into
// slots, now and then; everything that arrives goes into a journal. The next start
// loads the newest generation and learns again from the journal behind it, which
// gives the same bits.
type Keeper struct {
	Learner  *Rehearser
	Slots    *store.Slots
	Journal  *store.Journal
	Settings string           // of the learner, in any form; a state of others is refused
	Now      func() time.Time // for the history alone; nil: no time
	Every    int              // windows after which the journal is synced; 0: 32
	Spacing  int              // least windows between two generations
	Longest  int              // most windows between two; 0: 8192

	generation uint64
	saved      int // windows at the last generation
	synced     int // windows at the last sync
	decisions  int // promotions and rollbacks at the last generation
	classes    int // added ones at the last generation
	state      []byte
}

// Mark says what a generation is: its note in the store.
type Mark struct {
	Time     string `json:"time,omitempty"`
	What     string `json:"what"`            // start, promoted, taken back, checkpoint, new class, end, rollback, forgot or recovered
	Class    string `json:"class,omitempty"` // that is new
	Of       uint64 `json:"of,omitempty"`    // generation that a rollback goes back to, or that forgetting began at
	Forgot   *Span  `json:"forgot,omitempty"`
	Last     int64  `json:"last,omitempty"` // time of the newest window, in ns
	Windows  int    `json:"windows"`        // arrived so far
	Steps    int    `json:"steps"`
	Verdict  string `json:"verdict,omitempty"` // of the gate
	Settings string `json:"settings"`
}

const (
	keeperEvery   = 32
	keeperLongest = 8192
)

// ErrSettings says that a state belongs to a learner with other settings.
var ErrSettings = errors.New("the state is of a learner with other settings")

// Open starts with the first generation, or goes on where the last sound one and the
// journal behind it end, and then logs what arrives. Behind a generation that is damaged
// the journal goes on too.
func (k *Keeper) Open() error {
	g, state, err := k.Slots.Newest()
	if errors.Is(err, store.ErrEmpty) {
		if err := k.save("start"); err != nil {
			return err
		}
		k.Learner.Log = k.Journal.Append
		return nil
	}
	if err != nil {
		return err
	}
	mark, err := MarkOf(g)
	if err != nil {
		return err
	}
	if mark.Settings != k.Settings {
		return fmt.Errorf("firmware: %w (%s); give another state folder", ErrSettings, differences(mark.Settings, k.Settings))
	}
	if err := k.Learner.SetState(state); err != nil {
		return err
	}
	k.note(g.Seq)
	lost, err := k.catchUp(g.Seq, mark)
	if err != nil {
		return err
	}
	k.synced = k.Learner.Windows()
	k.Learner.Log = k.Journal.Append
	if lost != nil {
		return k.leave(lost)
	}
	return nil
}

// MarkOf reads the note of a generation.
func MarkOf(g store.Generation) (m Mark, err error) {
	if err = json.Unmarshal(g.Note, &m); err != nil {
		err = fmt.Errorf("firmware: generation %d: %w", g.Seq, err)
	}
	return m, err
}

// Step is Learner.Step, kept.
func (k *Keeper) Step(ctx context.Context) (Report, error) {
	r, err := k.Learner.Step(ctx)
	if err != nil {
		return r, err
	}
	if err := k.syncNow(); err != nil {
		return r, err
	}
	return r, k.keep()
}

// Take is Learner.Take, kept.
func (k *Keeper) Take(e Example) (Report, bool, error) {
	r, learned, err := k.Learner.Take(e)
	if err != nil {
		return r, learned, err
	}
	if err := k.syncNow(); err != nil || !learned {
		return r, learned, err
	}
	return r, true, k.keep()
}

// syncNow syncs the journal where enough has arrived.
func (k *Keeper) syncNow() error {
	if k.Learner.Windows()-k.synced < or(k.Every, keeperEvery) {
		return nil
	}
	return k.Sync()
}

// Sync makes everything that arrived so far last.
func (k *Keeper) Sync() error {
	err := k.Journal.Sync()
	if err == nil {
		k.synced = k.Learner.Windows()
	}
	return err
}

// Acknowledged returns how many windows will be there after a power cut now.
func (k *Keeper) Acknowledged() int { return k.synced }

// Generation returns the number of the newest generation.
func (k *Keeper) Generation() uint64 { return k.generation }

// keep saves a generation where there is a reason.
func (k *Keeper) keep() error {
	since := k.Learner.Windows() - k.saved
	switch {
	case len(k.Learner.added) != k.classes:
		return k.save("new class")
	case since >= or(k.Longest, keeperLongest):
		return k.save("checkpoint")
	case k.decided() != k.decisions && since >= k.Spacing:
		if k.Learner.Gate.Verdict().Reason == Promoted {
			return k.save("promoted")
		}
		return k.save("taken back")
	}
	return nil
}

// decided counts the changes of what serves.
func (k *Keeper) decided() int {
	if k.Learner.Gate == nil {
		return 0
	}
	v := k.Learner.Gate.Verdict()
	return v.Promotions + v.Rollbacks
}

// Finish ends a recording: the last check of the gate, then a generation, unless
// nothing arrived since the last one.
func (k *Keeper) Finish() error {
	if k.Learner.Windows() == k.saved {
		return k.Close()
	}
	if err := k.Learner.Finish(); err != nil {
		return err
	}
	return errors.Join(k.save("end"), k.Close())
}

// Close makes everything last and stops.
func (k *Keeper) Close() error { return k.Journal.Close() }

// save writes a generation and begins its segment of the journal.
func (k *Keeper) save(what string) (err error) {
	if k.state, err = k.Learner.AppendState(k.state[:0]); err != nil {
		return err
	}
	g, err := keep(k.Slots, k.Journal, k.mark(what), k.state)
	if err == nil {
		k.note(g)
	}
	return err
}

// note remembers where the learner stood at a generation.
func (k *Keeper) note(g uint64) {
	k.generation, k.saved, k.synced, k.decisions = g, k.Learner.Windows(), k.Learner.Windows(), k.decided()
	k.classes = len(k.Learner.added)
}

func (k *Keeper) mark(what string) Mark {
	m := Mark{What: what, Windows: k.Learner.Windows(), Steps: k.Learner.report.Step, Last: k.Learner.newest, Settings: k.Settings}
	if k.Learner.Gate != nil {
		m.Verdict = k.Learner.Gate.Verdict().String()
	}
	if what == "new class" {
		m.Class = k.Learner.added[len(k.Learner.added)-1]
	}
	if k.Now != nil {
		m.Time = k.Now().UTC().Format(time.RFC3339)
	}
	return m
}

// keep saves a state and begins its segment; segments of states that are gone go too.
// The journal that leads there lasts before the state does: a power cut between the
// two leaves a way that only ends early, never a state without its way.
func keep(s *store.Slots, j *store.Journal, m Mark, state []byte) (uint64, error) {
	note, err := json.Marshal(m)
	if err != nil {
		return 0, fmt.Errorf("firmware: %w", err)
	}
	ids, err := j.Segments()
	if err != nil {
		return 0, err
	}
	if len(ids) > 0 {
		s.Skip(ids[len(ids)-1]) // of a generation that is damaged, perhaps
	}
	if err := j.Sync(); err != nil {
		return 0, err
	}
	g, err := s.Save(note, state)
	if err != nil {
		return 0, err
	}
	list := s.List()
	if err := j.Start(g.Seq, list[len(list)-1].Seq); err != nil {
		return 0, err
	}
	return g.Seq, jump(j, m)
}

// Rollback makes generation to the one that the next start loads: a copy of it
// becomes the newest. It returns its number.
func Rollback(s *store.Slots, j *store.Journal, to uint64, now time.Time) (uint64, error) {
	state, err := s.Load(to)
	if err != nil {
		return 0, err
	}
	list := s.List()
	var m Mark
	for _, g := range list {
		if g.Seq == to {
			if m, err = MarkOf(g); err != nil {
				return 0, err
			}
		}
	}
	if err := j.Resume(list[0].Seq, func(store.Record) error { return nil }); err != nil {
		return 0, err
	}
	m.What, m.Class, m.Of, m.Time = "rollback", "", to, now.UTC().Format(time.RFC3339)
	seq, err := keep(s, j, m, state)
	return seq, errors.Join(err, j.Close())
}

func or(v, fallback int) int {
	if v == 0 {
		return fallback
	}
	return v
}
