package trial

import (
	"cmp"
	"context"
	"slices"
	"time"

	"edgetune/firmware"
	"edgetune/firmware/bundle"
	"edgetune/firmware/store"
	"edgetune/nn"
	"edgetune/nn/codec/native"
	"edgetune/optim"
	"edgetune/sensors/replay"
	"edgetune/sensors/trust"
)

// TuneOptions say what to fine-tune, on what, and how.
type TuneOptions struct {
	Model string // file
	Data  Data
	Out   string // file; "" writes none
	Steps int    // stop after so many; 0: the whole recording
	Quiet bool   // no tests before and after
	// Replay is bytes of memory for windows of the source and of the stream; 0: each
	// window is learned from once. Work is the most windows in gradients for each
	// that arrives, 1 to 16; 0: 16.
	Replay, Work int
	Gate         bool          // with Replay: decides whether what was learned serves
	Leash        float32       // with Replay: most that a layer of what serves moves in a day, in its lengths; 0: no limit
	State        string        // with Replay: folder to go on from, after whatever happened; "": none
	Rates        optim.Options // Steps is set by Tune
	Norm         Norm          // "": NormFrozen
	Build        nn.Options    // Optimizer is set by Tune
	Threads      int           // of the matrix products of nets in floating point
	Watch        Watch
	plans        bool                  // the net is not to be built yet
	Observe      func(firmware.Report) // with Replay: told after each round; may be nil
	Tell         func(firmware.Event)  // with Replay: told of drifts and decisions; may be nil
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
	Windows         int      `json:"windows"`    // of the stream that arrived; GradientWindows has replayed ones too
	Refused         int      `json:"refused"`    // samples that could not be trusted
	Drifts          int      `json:"drifts"`     // times that what serves became worse; with a memory
	Gate            *Gated   `json:"gate,omitempty"`

	Metric  string `json:"metric"`
	Norm    Norm   `json:"norm"`            // what BatchNorm did
	Updater string `json:"updater"`         // what moved the weights
	Learn   string `json:"learn,omitempty"` // the plan of what learned, unless all did
}

// Gated is what the gate did.
type Gated struct {
	Checks     int    `json:"checks"`
	Promotions int    `json:"promotions"`
	Rollbacks  int    `json:"rollbacks"`
	Promoted   bool   `json:"promoted"` // what serves was tuned
	Last       string `json:"last"`     // decision, and why
}

// Tune passes once over target_adapt in the order of the stream: each window is
// seen once, when it arrives. The other splits are read only to report.
func Tune(ctx context.Context, o TuneOptions) (*Tuned, error) {
	if err := mustWrite(o.Out); err != nil {
		return nil, err
	}
	t, err := newTuning(ctx, o)
	if err != nil {
		return nil, err
	}
	defer t.threads()()
	res := t.result()
	if err := t.test(ctx, &res.SourceBefore, &res.TargetBefore); err != nil {
		return nil, err
	}
	if err := t.finish(t.learn(ctx, res)); err != nil {
		return nil, err
	}
	if t.Gate {
		v := t.rehearser.Gate.Verdict()
		res.Gate = &Gated{v.Checks, v.Promotions, v.Rollbacks, v.Tuned, v.String()}
	}
	if err := t.test(ctx, &res.SourceAfter, &res.TargetAfter); err != nil {
		return nil, err
	}
	res.WeightsSHA256 = sum(t.net)
	if o.Out == "" {
		return res, nil
	}
	t.bundle.Origin.Steps += res.Steps
	return res, bundle.Save(o.Out, t.net, t.bundle, t.kept)
}

// threads gives the nets of a run their workers, and returns what ends them.
func (t *tuning) threads() (end func()) {
	var nets []*nn.Model
	if t.model != nil {
		nets = append(nets, t.model)
	}
	if t.rehearser != nil {
		if m, ok := t.rehearser.Model.(*nn.Model); ok {
			nets = append(nets, m)
		}
	}
	for _, m := range nets {
		m.Threads(t.Threads)
	}
	return func() {
		for _, m := range nets {
			m.Close()
		}
	}
}

func sum(m nn.Net) string { return native.Sum(m) }

// tuning is one run of Tune.
type tuning struct {
	TuneOptions
	folder    *replay.Folder
	source    *replay.Folder // in the columns that the model learned from
	bundle    *bundle.Bundle
	net       nn.Net    // what is tested and written
	model     *nn.Model // the same in floating point, where it is
	kept      *bundle.Kept
	learner   learner
	rehearser *firmware.Rehearser // with a memory
	keeper    *firmware.Keeper    // with a state folder
	dir       *store.Folder
	guard     *trust.Guard // nil where the model file has no limits
	bytes     int          // of all that learning needs
	total     int          // steps of the whole recording
	sparse    *Sparse      // what learns, where the budget does not hold all that could
}

func newTuning(ctx context.Context, o TuneOptions) (*tuning, error) {
	if err := o.Norm.check(); err != nil {
		return nil, err
	}
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
	if t.source, err = t.openSource(); err != nil {
		return nil, err
	}
	if o.Replay > 0 {
		return t, t.rehearse(file)
	}
	if o.plans {
		return t, nil
	}
	return t, t.once(ctx, file)
}

// openSource: other columns are where the sensor is now; what the net knew is tested
// where it was.
func (t *tuning) openSource() (*replay.Folder, error) {
	if t.Quiet || t.Data.Channels == nil || slices.Equal(t.Data.Channels, t.bundle.Columns) {
		return t.folder, nil
	}
	d := t.Data
	d.Channels = nil
	return d.openFor(t.bundle)
}

// once prepares a pass that learns from each window when it arrives, and never again.
func (t *tuning) once(ctx context.Context, file *bundle.File) error {
	batch := max(t.Build.Batch, 1)
	t.total = (len(t.folder.Rows(replay.TargetAdapt)) + batch - 1) / batch
	t.Rates.Steps = t.total
	if err := t.buildWithin(ctx, file); err != nil {
		return err
	}
	feed, err := t.feed(t.net)
	t.learner, t.bytes = firmware.NewLearner(feed, t.net), t.net.Size()
	return err
}

func (t *tuning) result() *Tuned {
	o := t.net.Options()
	learn := ""
	if t.Build.Learn != nil {
		learn = t.Build.Learn.String()
	}
	return &Tuned{
		Learn: learn,
		Event: "result", Data: t.Data.Dir, Precision: o.DType.String(), Rates: t.Rates.Rates, Updater: t.updater(), Norm: cmp.Or(t.Norm, NormFrozen), Kernels: o.Kernels.Name,
		Seed: o.Seed, ArenaBytes: t.bytes, Metric: t.bundle.Metric,
	}
}

// updater is what moves the weights: nets in integers have no momentum beside a memory.
func (t *tuning) updater() string {
	if t.Replay > 0 && t.net.Options().DType.Integer() {
		return "sgd"
	}
	return t.Rates.Updater
}

// test measures source_test and target_test.
func (t *tuning) test(ctx context.Context, source, target **float64) error {
	if t.Quiet {
		return nil
	}
	for _, p := range []struct {
		folder *replay.Folder
		split  replay.Split
		to     **float64
	}{{t.source, replay.SourceTest, source}, {t.folder, replay.TargetTest, target}} {
		s, err := measureSplit(ctx, p.folder, p.split, t.bundle, t.net)
		if err != nil {
			return err
		}
		*p.to = s.Value(t.bundle.Metric)
	}
	return nil
}

// learn is the pass over the recording.
func (t *tuning) learn(ctx context.Context, res *Tuned) error {
	if err := t.resume(ctx); err != nil {
		return err
	}
	before := t.arrived()
	steps := t.total
	if t.Steps > 0 {
		steps = min(steps, t.Steps)
	}
	log, err := follow(ctx, t.learner, "fine-tuning", steps, t.Watch)
	res.summarise(log)
	res.Refused = t.refused()
	if t.rehearser == nil {
		res.Windows = res.GradientWindows
	} else {
		res.Windows = t.arrived() - before
	}
	return err
}

// arrived counts the windows that a learner with a memory has ever taken.
func (t *tuning) arrived() int {
	if t.rehearser == nil {
		return 0
	}
	return t.rehearser.Windows()
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
	last := log[len(log)-1]
	res.Steps, res.Drifts, res.StepNsMedian = last.Step, last.Drifts, int64(took[len(took)/2])
	n := tenth(log)
	res.LossFirst, res.LossLast = meanLoss(log[:n]), meanLoss(log[len(log)-n:])
}
