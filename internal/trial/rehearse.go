package trial

import (
	"fmt"

	"edgetune/firmware"
	"edgetune/firmware/bundle"
	"edgetune/firmware/memory"
	"edgetune/nn"
	"edgetune/optim"
	"edgetune/sensors/replay"
)

// Numbers of learning with a memory.
const (
	MostWork   = firmware.MostWork
	RoundBatch = firmware.RoundBatch
)

// rehearse prepares a pass that learns with a memory.
func (t *tuning) rehearse(file *bundle.File) error {
	t.Work = min(max(t.Work, 0), firmware.MostWork)
	if t.Work == 0 {
		t.Work = firmware.MostWork
	}
	t.total = len(t.folder.Rows(replay.TargetAdapt)) * t.Work / firmware.RoundBatch
	build := t.Build
	build.Batch, build.FrozenStats, build.Budget = firmware.RoundBatch, true, 0
	var err error
	if t.model, t.kept, err = file.Build(build, true); err != nil {
		return err
	}
	source, stream, err := t.memory()
	if err != nil {
		return err
	}
	m, err := t.shadow(build, source.Size()+stream.Size())
	if err != nil {
		return err
	}
	feed, err := firmware.NewFeeder(t.folder.Source(replay.TargetAdapt), t.bundle, m)
	if err != nil {
		return err
	}
	r := firmware.NewRehearser(feed, m, t.model, source, stream)
	r.Work, r.Most = t.Work, t.Steps
	t.learner, t.bytes = r, m.Size()+t.model.Size()+r.Size()
	if b := t.Build.Budget; b > 0 && t.bytes > b {
		return fmt.Errorf("trial: %w: %s for the net that learns, its average, the one that serves and the memory, the budget is %s; give --replay fewer bytes",
			nn.ErrBudget, nn.Bytes(t.bytes), nn.Bytes(b))
	}
	return nil
}

// memory divides the bytes of the replay memory between source and stream.
func (t *tuning) memory() (*memory.Store, *memory.Reservoir, error) {
	layout := bundle.KeptLayout(t.model.Spec, t.model.Outputs(), len(t.bundle.Targets))
	if err := layout.Check(); err != nil {
		return nil, nil, err
	}
	var coreset *memory.Store
	if t.kept != nil {
		coreset = t.kept.Coreset
	}
	share := memory.Split(t.Replay, coreset.Len(), layout)
	stream, err := memory.NewReservoir(share.Stream, share.Room, t.Build.Seed)
	if err != nil || share.Coreset == 0 {
		return nil, stream, err
	}
	source, err := coreset.Sample(share.Coreset, share.Source.Format, t.Build.Seed)
	return source, stream, err
}

// shadow builds the net that learns, a copy of the one that serves, in what other
// bytes leave of the budget. Its loss has no class weights: memory is drawn class by
// class.
func (t *tuning) shadow(build nn.Options, other int) (*nn.Model, error) {
	spec := t.model.Spec
	spec.Loss.Weights = nil
	var err error
	if build.Optimizer, err = optim.ByName(t.Rates); err != nil {
		return nil, err
	}
	if b := t.Build.Budget; b > 0 {
		build.Budget = max(1, b-other-t.model.Size())
	}
	build.Teachers = true
	m, err := nn.Build(spec, build)
	if err != nil {
		return nil, err
	}
	firmware.CopyTensors(m, t.model)
	return m, nil
}
