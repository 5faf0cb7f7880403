package trial

import (
	"errors"
	"fmt"

	"edgetune/firmware"
	"edgetune/firmware/bundle"
	"edgetune/firmware/drift"
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

// ReplayRates are the rates that suit learning with a memory: every layer moves by a
// hundredth of its length, along a running mean of its gradients. The average of the
// weights takes the place of a decay.
func ReplayRates() optim.Options {
	return optim.Options{Rates: "constant", Updater: "momentum", Eta: 10, Tau: 0.01}
}

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
	build := t.Build
	build.Batch, build.FrozenStats, build.Budget = firmware.RoundBatch, true, 0
	var err error
	if t.model, t.kept, err = t.Norm.open(file, build, true); err != nil {
		return err
	}
	mem, err := t.memory()
	if err != nil {
		return err
	}
	return t.assemble(build, mem)
}

// assemble makes the learner around t.model, which serves.
func (t *tuning) assemble(build nn.Options, mem *remembered) error {
	m, err := t.shadow(build, mem.size())
	if err != nil {
		return err
	}
	feed, err := t.feed(m)
	if err != nil {
		return err
	}
	r := firmware.NewRehearser(feed, m, t.model, mem.source, mem.stream)
	r.Work, r.Most, r.Drift = t.Work, t.Steps, drift.NewAdwin(drift.DefaultDelta)
	if t.Gate {
		judge, err := nn.Build(t.model.Spec, build)
		if err != nil {
			return err
		}
		r.Gate = firmware.NewGate(t.model, judge, mem.held, mem.anchors)
	}
	t.learner, t.rehearser, t.bytes = r, r, m.Size()+t.model.Size()+r.Size()
	if b := t.Build.Budget; b > 0 && t.bytes > b {
		return fmt.Errorf("trial: %w: %s for the net that learns, its average, the one that serves and the memory, the budget is %s; give --replay fewer bytes",
			nn.ErrBudget, nn.Bytes(t.bytes), nn.Bytes(b))
	}
	return nil
}

// remembered is the replay memory: what is learned from, and what the gate looks at.
type remembered struct {
	source  *memory.Store
	stream  *memory.Reservoir
	held    *memory.Reservoir
	anchors *memory.Store
}

func (r *remembered) size() int {
	n := r.source.Size() + r.stream.Size()
	if r.held != nil {
		n += r.held.Size() + r.anchors.Size()
	}
	return n
}

// Windows of the gate, held out and anchors each: at most so many, and one of so
// many bytes.
const (
	gateWindows = 128
	gateBudget  = 8
)

// memory divides the bytes of the replay memory between gate, source and stream.
func (t *tuning) memory() (*remembered, error) {
	layout := bundle.KeptLayout(t.model.Spec, t.model.Outputs(), len(t.bundle.Targets))
	if err := layout.Check(); err != nil {
		return nil, err
	}
	layout.Format = memory.FormatFor(t.Replay, layout)
	kept := t.kept
	if kept == nil {
		kept = &bundle.Kept{}
	}
	r, budget := &remembered{}, t.Replay
	var err error
	if t.Gate {
		if err = r.guard(kept.Anchors, layout, budget, t.Build.Seed); err != nil {
			return nil, err
		}
		budget -= r.held.Size() + r.anchors.Size()
	}
	share := memory.Split(budget, kept.Coreset.Len(), layout)
	if r.stream, err = memory.NewReservoir(share.Stream, share.Room, t.Build.Seed); err != nil || share.Coreset == 0 {
		return r, err
	}
	r.source, err = kept.Coreset.Sample(share.Coreset, share.Source.Format, t.Build.Seed)
	return r, err
}

// guard makes room for what the gate looks at.
func (r *remembered) guard(anchors *memory.Store, l memory.Layout, budget int, seed uint32) (err error) {
	l.Logits = 0
	n := min(gateWindows, budget/gateBudget/l.Bytes())
	if r.held, err = memory.NewReservoir(l, n, seed+1); err != nil || anchors.Len() == 0 {
		return err
	}
	r.anchors, err = anchors.Sample(n, l.Format, seed)
	return err
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
