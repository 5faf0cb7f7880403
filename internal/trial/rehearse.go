package trial

import (
	"errors"

	"edgetune/firmware"
	"edgetune/firmware/bundle"
	"edgetune/firmware/rehearsal"
	"edgetune/optim"
	"edgetune/sensors/replay"
)

// Numbers of learning with a memory.
const (
	MostWork   = firmware.MostWork
	RoundBatch = firmware.RoundBatch

	DefaultLeash = rehearsal.DefaultLeash
)

// ReplayRates are the rates that suit learning with a memory.
func ReplayRates() optim.Options { return rehearsal.Rates() }

// rehearse prepares a pass that learns with a memory.
func (t *tuning) rehearse(file *bundle.File) error {
	if t.Norm == NormTrain {
		return hint(errors.New("trial: no batch normalisation that trains, beside a memory"), "leave out --norm or --replay")
	}
	t.Work = min(max(t.Work, 0), firmware.MostWork)
	if t.Work == 0 {
		t.Work = firmware.MostWork
	}
	if t.folder != nil {
		t.total = len(t.folder.Rows(replay.TargetAdapt)) * t.Work / firmware.RoundBatch
	}
	t.Build.DType = fileType(file, t.Build.DType)
	recipe := t.recipe()
	live, err := t.live(file, recipe)
	if err != nil {
		return err
	}
	t.net = live
	src, err := t.stream()
	if err != nil {
		return err
	}
	l, err := recipe.Assemble(live, t.kept, t.bundle, src)
	if err != nil {
		return err
	}
	l.Observe, l.Tell = t.Observe, t.Tell
	t.learner, t.rehearser, t.bytes = l.Rehearser, l.Rehearser, l.Bytes
	return nil
}

// live builds the net that serves.
func (t *tuning) live(file *bundle.File, r rehearsal.Recipe) (live firmware.Net, err error) {
	if r.Build.DType.Integer() {
		return t.liveIntegers(file, r)
	}
	t.model, t.kept, err = t.Norm.open(file, r.Options(), true)
	return t.model, err
}

func (t *tuning) recipe() rehearsal.Recipe {
	return rehearsal.Recipe{
		Replay: t.Replay, Work: t.Work, Most: t.Steps, Gate: t.Gate, Leash: t.Leash, Norm: string(t.Norm), Rates: t.Rates, Build: t.Build,
	}
}
