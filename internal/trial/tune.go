package trial

import (
	"context"
	"slices"
	"time"

	"edgetune/firmware"
	"edgetune/firmware/bundle"
	"edgetune/nn"
	"edgetune/nn/codec/native"
	"edgetune/optim"
	"edgetune/sensors/replay"
)

// TuneOptions say what to fine-tune, on what, and how.
type TuneOptions struct {
	Model string // file
	Data  Data
	Out   string        // file; "" writes none
	Steps int           // stop after so many; 0: the whole recording
	Quiet bool          // no tests before and after
	Rates optim.Options // Steps is set by Tune
	Build nn.Options    // Optimizer is set by Tune
	Watch Watch
}

// Tuned is what came of it: the result line of the command.
type Tuned struct {
	Event           string   `json:"event"` // "result"
	Data            string   `json:"data"`
	Precision       string   `json:"precision"`
	Rates           string   `json:"rates"`
	Kernels         string   `json:"kernels"`
	Seed            uint32   `json:"seed"`
	Steps           int      `json:"steps"`
	GradientWindows int      `json:"gradient_windows"`
	SourceBefore    *float64 `json:"source_before"`
	SourceAfter     *float64 `json:"source_after"`
	TargetBefore    *float64 `json:"target_before"`
	TargetAfter     *float64 `json:"target_after"`
	WeightsSHA256   string   `json:"weights_sha256"`
	ArenaBytes      int      `json:"arena_bytes"`
	StepNsMedian    int64    `json:"step_ns_median"`
	LossFirst       float32  `json:"loss_first"` // mean of the first tenth of the steps
	LossLast        float32  `json:"loss_last"`  // of the last tenth
	Skipped         int      `json:"skipped"`    // steps in which a layer kept its weights
	Refused         int      `json:"refused"`    // samples that could not be trusted

	Metric string `json:"metric"`
}

// Tune passes once over target_adapt in the order of the stream: each window is
// seen once, when it arrives. The other splits are read only to report.
func Tune(ctx context.Context, o TuneOptions) (*Tuned, error) {
	t, err := newTuning(o)
	if err != nil {
		return nil, err
	}
	res := t.result()
	if err := t.test(ctx, &res.SourceBefore, &res.TargetBefore); err != nil {
		return nil, err
	}
	if err := t.learn(ctx, res); err != nil {
		return nil, err
	}
	if err := t.test(ctx, &res.SourceAfter, &res.TargetAfter); err != nil {
		return nil, err
	}
	res.WeightsSHA256 = sum(t.model)
	if o.Out == "" {
		return res, nil
	}
	t.bundle.Origin.Steps += res.Steps
	return res, bundle.Save(o.Out, t.model, t.bundle, t.kept)
}

func sum(m *nn.Model) string { return native.Sum(m) }

// tuning is one run of Tune.
type tuning struct {
	TuneOptions
	folder *replay.Folder
	bundle *bundle.Bundle
	model  *nn.Model
	kept   *bundle.Kept
	total  int // steps of the whole recording
}

func newTuning(o TuneOptions) (*tuning, error) {
	file, err := bundle.Open(o.Model)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	t := &tuning{TuneOptions: o, bundle: &file.Bundle}
	if t.folder, err = o.Data.openFor(t.bundle); err != nil {
		return nil, err
	}
	if err := needRows(t.folder, replay.TargetAdapt, o.Data.Dir); err != nil {
		return nil, err
	}
	batch := max(o.Build.Batch, 1)
	t.total = (len(t.folder.Rows(replay.TargetAdapt)) + batch - 1) / batch
	t.Rates.Steps = t.total
	opt, err := optim.ByName(t.Rates)
	if err != nil {
		return nil, err
	}
	build := o.Build
	build.Optimizer, build.FrozenStats = opt, true
	t.model, t.kept, err = file.Build(build, o.Out != "")
	return t, err
}

func (t *tuning) result() *Tuned {
	o := t.model.Options()
	return &Tuned{
		Event: "result", Data: t.Data.Dir, Precision: o.DType.String(), Rates: t.Rates.Rates, Kernels: o.Kernels.Name,
		Seed: o.Seed, ArenaBytes: t.model.Size(), Metric: t.bundle.Metric,
	}
}

// test measures source_test and target_test.
func (t *tuning) test(ctx context.Context, source, target **float64) error {
	if t.Quiet {
		return nil
	}
	for _, p := range []struct {
		split replay.Split
		to    **float64
	}{{replay.SourceTest, source}, {replay.TargetTest, target}} {
		s, err := measureSplit(ctx, t.folder, p.split, t.bundle, t.model)
		if err != nil {
			return err
		}
		*p.to = s.Value(t.bundle.Metric)
	}
	return nil
}

// learn is the pass over the recording.
func (t *tuning) learn(ctx context.Context, res *Tuned) error {
	src, guard, err := t.bundle.Guard(t.folder.Source(replay.TargetAdapt))
	if err != nil {
		return err
	}
	feed, err := firmware.NewFeeder(src, t.bundle, t.model)
	if err != nil {
		return err
	}
	steps := t.total
	if t.Steps > 0 {
		steps = min(steps, t.Steps)
	}
	log, err := follow(ctx, firmware.NewLearner(feed, t.model), "fine-tuning", steps, t.Watch)
	res.summarise(log)
	if guard != nil {
		res.Refused = int(guard.Quarantine().Refused())
	}
	return err
}

// summarise fills in what the steps tell.
func (res *Tuned) summarise(log []firmware.Report) {
	if len(log) == 0 {
		return
	}
	took := make([]time.Duration, len(log))
	for i, r := range log {
		took[i] = r.Took
		res.GradientWindows += r.Rows
		if r.Skipped > 0 {
			res.Skipped++
		}
	}
	slices.Sort(took)
	res.Steps, res.StepNsMedian = len(log), int64(took[len(took)/2])
	n := tenth(log)
	res.LossFirst, res.LossLast = meanLoss(log[:n]), meanLoss(log[len(log)-n:])
}
