package service

import (
	"errors"
	"fmt"

	"edgetune/firmware"
	"edgetune/firmware/rehearsal"
	"edgetune/firmware/store"
	"edgetune/firmware/telemetry"
)

// syncsAtOnce is how many labels in a row are synced each by itself; from then on one for
// each state.sync.
const syncsAtOnce = 64

// generations is how many states the folder keeps.
const generations = 8

// openState opens the state folder and goes on where the last start ended.
func (s *Service) openState(l *rehearsal.Learner, settings string) (err error) {
	if err := s.openDisk(); err != nil {
		return err
	}
	slots, err := store.OpenSlots(s.disk, generations)
	if err != nil {
		return err
	}
	s.damaged(slots)
	if err := s.openNormal(); err != nil {
		return err
	}
	k := &firmware.Keeper{Learner: l.Rehearser, Slots: slots, Journal: store.OpenJournal(s.disk), Settings: settings, Now: s.now}
	_ = s.o.Notify.Send("EXTEND_TIMEOUT_USEC=600000000", "STATUS=learning again what the journal holds")
	if err := k.Open(); err != nil {
		if errors.Is(err, firmware.ErrSettings) {
			return hinted{err, "name another folder under state.folder to start from the model file, or undo the change"}
		}
		return err
	}
	s.learner = s.newLearner(k)
	if err := s.reshaped(); err != nil {
		return err
	}
	if err := s.divide(k); err != nil {
		return err
	}
	s.remember(l.Rehearser)
	s.history()
	s.standing()
	s.log.Info("state", "folder", s.config.State.Folder, "generation", k.Generation(), "windows", l.Windows())
	return nil
}

// openDisk opens what the state is written to.
func (s *Service) openDisk() (err error) {
	if s.o.Disk != nil {
		s.disk = &meter{FS: s.o.Disk}
		return nil
	}
	if s.folder, err = store.Dir(s.config.State.Folder); err == nil {
		s.disk = &meter{FS: s.folder}
	}
	return err
}

func (s *Service) newLearner(k *firmware.Keeper) *learner {
	return &learner{
		keeper: k, width: s.moments.width, queue: make(chan labelled, queued), ended: make(chan struct{}), wishes: make(chan func()),
		changed: make(chan struct{}, 1), share: make(chan float64, 1), gone: make(chan struct{}), pulse: s.o.Notify.Every(),
		every: s.config.State.Sync, now: s.now, board: s.board, log: s.log, names: s.names, alive: s.alive, learned: s.learned,
		syncs:     newRation(float64(day)/float64(s.config.State.Sync), syncsAtOnce),
		allowance: allowance{share: s.config.Learn.CPUShare},
	}
}

// openNormal lets the guard score readings.
func (s *Service) openNormal() (err error) {
	g := s.guard
	g.score = func(a *telemetry.Anomaly) { s.board.change(func(st *telemetry.State) { st.Anomaly = a }) }
	if f, ok := g.src.(*frame); ok {
		g.fresh = f.hop
	}
	g.normal, err = newNormal(s.door.Info().Layout, s.config.Anomaly.Fit, s.config.State.Folder, func(err error) {
		s.log.Warn("no score of what is normal", "err", err)
	})
	return err
}

// damaged says so when files of the state cannot be read.
func (s *Service) damaged(slots *store.Slots) {
	sound := len(slots.List())
	held := 0
	for i := range generations {
		if f, err := s.disk.Open(fmt.Sprint("slot", i)); err == nil {
			if size, err := f.Size(); err == nil && size > 0 {
				held++
			}
			_ = f.Close()
		}
	}
	if held > sound {
		s.log.Warn("generations are damaged and left out; the newest sound one serves", "damaged", held-sound, "sound", sound)
		s.board.count("edgetune_generations_damaged_total", float64(held-sound))
	}
}

// divide plans the writes of a day.
func (s *Service) divide(k *firmware.Keeper) error {
	steps, hop := s.bundle.Input.Steps, s.bundle.Hop
	if l := s.door.Info(); l.Windowed() {
		hop = l.Layout.Steps
	}
	perDay := windowsPerDay(s.door.Info().Layout, steps, hop)
	w, err := divide(s.config.State.WriteBudget, s.config.State.Sync, k.Slots.List()[0].Size, s.moments.width, perDay)
	if err != nil {
		return err
	}
	k.Every, k.Spacing, k.Longest = syncEvery(s.moments.width), w.spacing, max(w.spacing, 8192)
	s.ration = newRation(w.windows, 1024)
	s.log.Debug("writes of a day", "windows", w.windows, "spacing", w.spacing)
	return nil
}
