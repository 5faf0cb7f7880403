package rehearsal

import (
	"fmt"

	"edgetune/firmware"
	"edgetune/firmware/bundle"
	"edgetune/firmware/drift"
	"edgetune/nn"
	"edgetune/optim"
	"edgetune/sensors"
)

// Recipe is what a learner is made of, beside a model file and a stream.
type Recipe struct {
	Replay int           // bytes of memory for windows of source and stream
	Work   int           // windows in gradients for each that arrives, 1 to 16; else 16
	Most   int           // steps; 0: no end
	Gate   bool          // decides whether what was learned serves
	Leash  float32       // most that each layer of what serves moves in a day, in its lengths; 0: no limit
	Norm   string        // what batch normalisation does: a note for the state alone
	Rates  optim.Options // see [Rates]
	Build  nn.Options    // DType, Kernels, FrozenUpTo, Seed; Budget of everything together
}

// Rates are those that suit learning with a memory: every layer moves by a hundredth
// of its length, along a running mean of its gradients. The average of the weights
// takes the place of a decay.
func Rates() optim.Options {
	return optim.Options{Rates: "constant", Updater: "momentum", Eta: 10, Tau: 0.01}
}

// Options are those of the net that serves.
func (r Recipe) Options() nn.Options {
	o := r.Build
	o.Batch, o.FrozenStats, o.Budget = firmware.RoundBatch, true, 0
	return o
}

// DefaultLeash lets every recording of docs/continual.md be learned, and stops a net
// that is replaced altogether within a day.
const DefaultLeash = 1

// work is Work in its bounds.
func (r Recipe) work() int {
	if r.Work < 1 {
		return firmware.MostWork
	}
	return min(r.Work, firmware.MostWork)
}

// Learner is what came of a recipe.
type Learner struct {
	*firmware.Rehearser
	Bytes int // of the nets, the memory and the gate
}

// Assemble makes the learner around live, which serves and was built with
// [Recipe.Options]. Its windows come from src, as b describes; [Silence] is a source
// without any. kept may be nil.
func (r Recipe) Assemble(live firmware.Net, kept *bundle.Kept, b *bundle.Bundle, src sensors.Source) (*Learner, error) {
	mem, err := r.remember(live, kept, len(b.Targets))
	if err != nil {
		return nil, err
	}
	m, err := r.shadow(live, mem.size())
	if err != nil {
		return nil, err
	}
	feed, err := firmware.NewFeeder(src, b, m)
	if err != nil {
		return nil, err
	}
	l := &Learner{Rehearser: firmware.NewRehearser(feed, m, live, mem.source, mem.stream)}
	l.Work, l.Most, l.Drift = r.work(), r.Most, drift.NewAdwin(drift.DefaultDelta)
	l.Features, l.Confidence = drift.NewAdwin(drift.DefaultDelta), drift.NewAdwin(drift.DefaultDelta)
	if r.Gate {
		judge, err := r.build(live.Form(), r.Options())
		if err != nil {
			return nil, err
		}
		l.Gate = firmware.NewGate(live, judge, mem.held, mem.anchors)
		l.Gate.Skills = mem.skills
	}
	if r.Leash > 0 {
		l.Leash = firmware.NewLeash(live, r.Leash)
	}
	l.Bytes = m.Size() + live.Size() + l.Size()
	if most := r.Build.Budget; most > 0 && l.Bytes > most {
		return nil, fmt.Errorf("firmware/rehearsal: %w: %s for the net that learns, its average, the one that serves and the memory, the budget is %s; give the replay memory fewer bytes",
			nn.ErrBudget, nn.Bytes(l.Bytes), nn.Bytes(most))
	}
	return l, nil
}

// shadow builds the net that learns, a copy of the one that serves, in what other
// bytes leave of the budget. Its loss has no class weights: memory is drawn class by
// class.
func (r Recipe) shadow(live firmware.Net, other int) (m firmware.Net, err error) {
	spec, build := live.Form(), r.Options()
	spec.Loss.Weights = nil
	if build.Optimizer, err = optim.ByName(r.Rates); err != nil {
		return nil, err
	}
	if most := r.Build.Budget; most > 0 {
		build.Budget = max(1, most-other-live.Size())
	}
	build.Teachers = true
	if m, err = r.build(spec, build); err != nil {
		return nil, err
	}
	firmware.CopyTensors(m, live)
	return m, nil
}
