package trial

import (
	"context"
	"fmt"

	"edgetune/firmware"
	"edgetune/firmware/bundle"
	"edgetune/nn"
	"edgetune/optim"
	"edgetune/sensors/replay"
)

// Task is a stream that nets are fine-tuned on over and over, as [Tune] would: the
// recording is read, turned into rows and learned from once. Several goroutines may
// run it.
type Task struct {
	Name   string
	Metric string
	Spec   nn.Spec

	build       nn.Options
	bundle      *bundle.Bundle // of rows that have their features
	nets        []weights      // one for each seed
	adapt, test *rows
	idle        int // bytes that live as long as a model whose optimiser has no state
}

// TaskOptions say what a task is made of.
type TaskOptions struct {
	Data  Data
	Model string     // a model file, or what [Train] takes: one net is learned for each seed
	Tuned []int      // columns of the stream, where they are not those learned from
	Norm  bool       // a BatchNorm behind every hidden linear layer of a net that is learned
	Seeds int        // 1, 2, … so many
	Build nn.Options // Optimizer and Seed are set for each run
	Watch Watch
}

// NewTask reads the recording and makes the nets.
func NewTask(ctx context.Context, o TaskOptions) (*Task, error) {
	o.Seeds = max(o.Seeds, 1)
	if o.Model != "auto" && isModelFile(o.Model) {
		return taskOfFile(ctx, o)
	}
	return taskOfNet(ctx, o)
}

func taskOfFile(ctx context.Context, o TaskOptions) (*Task, error) {
	file, err := bundle.Open(o.Model)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	f, err := o.Data.openFor(&file.Bundle)
	if err != nil {
		return nil, err
	}
	m, _, err := file.Build(nn.Options{Kernels: o.Build.Kernels}, false)
	if err != nil {
		return nil, err
	}
	t := &Task{Name: o.Data.Dir, Spec: m.Spec, build: o.Build}
	for range o.Seeds {
		t.nets = append(t.nets, weightsOf(m))
	}
	return t, t.read(ctx, f, &file.Bundle)
}

func taskOfNet(ctx context.Context, o TaskOptions) (*Task, error) {
	f, err := o.Data.open()
	if err != nil {
		return nil, err
	}
	if err := needRows(f, replay.SourceTrain, o.Data.Dir); err != nil {
		return nil, err
	}
	r, err := choose(o.Model, gather(f))
	if err != nil {
		return nil, err
	}
	if o.Norm {
		r.Net = withNorm(r.Net)
	}
	t := &Task{Name: o.Data.Dir, Spec: r.Net, build: o.Build}
	var last *bundle.Bundle
	for seed := range o.Seeds {
		one := &training{folder: f, layout: f.Layout(), recipe: r, rows: f.Rows(replay.SourceTrain), TrainOptions: TrainOptions{
			Data: o.Data, Model: o.Model, Seed: uint32(seed + 1), Kernels: o.Build.Kernels, Watch: o.Watch,
		}}
		trained, err := one.run(ctx)
		if err != nil {
			return nil, err
		}
		t.nets, last = append(t.nets, weightsOf(trained.Model)), trained.Bundle
	}
	if o.Tuned != nil {
		o.Data.Channels = o.Tuned
		if f, err = o.Data.openFor(last); err != nil {
			return nil, err
		}
	}
	return t, t.read(ctx, f, last)
}

// read collects the rows. The normalisation is that of the source, which is the same
// for every seed.
func (t *Task) read(ctx context.Context, f *replay.Folder, b *bundle.Bundle) (err error) {
	for _, p := range []struct {
		split replay.Split
		to    **rows
	}{{replay.TargetAdapt, &t.adapt}, {replay.TargetTest, &t.test}} {
		if err := needRows(f, p.split, t.Name); err != nil {
			return err
		}
		if *p.to, err = collect(ctx, f.Source(p.split), b); err != nil {
			return err
		}
	}
	t.Metric, t.bundle = b.Metric, readBack(b, t.adapt.width)
	stateless, err := optim.ByName(optim.Options{Rates: "constant", Updater: "sgd"})
	if err != nil {
		return err
	}
	m, err := t.model(stateless, 0)
	if err == nil {
		t.idle = keptBytes(m)
	}
	return err
}

// Seeds returns the number of nets.
func (t *Task) Seeds() int { return len(t.nets) }

// TestRows returns the number of windows that a run is scored on.
func (t *Task) TestRows() int { return t.test.len() }

// Steps returns the number of steps of a pass over the stream.
func (t *Task) Steps() int {
	batch := max(t.build.Batch, 1)
	return (t.adapt.len() + batch - 1) / batch
}

// LowerIsBetter reports whether small values of the metric are good ones.
func (t *Task) LowerIsBetter() bool { return t.Metric == "rmse" }

// Outcome is what one pass over the stream came to.
type Outcome struct {
	Value   float64    // of the metric, on target_test
	Halves  [2]float64 // on its even and on its odd rows
	Losses  []float32  // of each step
	State   int        // bytes that the optimiser keeps from step to step
	Skipped int        // steps in which a layer kept its weights
}

// Run fine-tunes the net of one seed, 0 to Seeds()-1. A net that learned nothing
// usable has the worst value there is: 0, or +Inf where lower is better.
func (t *Task) Run(ctx context.Context, method optim.Method, eta float64, seed int) (*Outcome, error) {
	opt, err := method.New(eta, t.Steps(), uint32(seed+1))
	if err != nil {
		return nil, err
	}
	return t.RunWith(ctx, opt, seed)
}

// RunWith is [Task.Run] with an optimiser of any kind.
func (t *Task) RunWith(ctx context.Context, opt nn.Optimizer, seed int) (*Outcome, error) {
	m, err := t.model(opt, seed)
	if err != nil {
		return nil, err
	}
	feed, err := firmware.NewFeeder(t.adapt.play(), t.bundle, m)
	if err != nil {
		return nil, err
	}
	log, err := follow(ctx, firmware.NewLearner(feed, m), "", t.adapt.len(), nil)
	if err != nil {
		return nil, err
	}
	out := &Outcome{State: keptBytes(m) - t.idle}
	for _, r := range log {
		out.Losses = append(out.Losses, r.Loss)
		if r.Skipped > 0 {
			out.Skipped++
		}
	}
	return out, t.score(ctx, m, out)
}

func (t *Task) model(opt nn.Optimizer, seed int) (*nn.Model, error) {
	o := t.build
	o.Optimizer, o.Seed, o.FrozenStats = opt, uint32(seed+1), true
	m, err := nn.Build(t.Spec, o)
	if err != nil {
		return nil, fmt.Errorf("trial: %s: %w", t.Name, err)
	}
	t.nets[seed].into(m)
	return m, nil
}

// Before scores the net of one seed as it was learned.
func (t *Task) Before(ctx context.Context, seed int) (*Outcome, error) {
	m, err := t.model(nil, seed)
	if err != nil {
		return nil, err
	}
	out := &Outcome{}
	return out, t.score(ctx, m, out)
}

// score asks m about every test row once and counts all, even and odd ones.
func (t *Task) score(ctx context.Context, m *nn.Model, out *Outcome) error {
	feed, err := firmware.NewFeeder(t.test.play(), t.bundle, m)
	if err != nil {
		return err
	}
	all := newTest(t.bundle, m)
	halves := [2]*test{newTest(t.bundle, m), newTest(t.bundle, m)}
	for at := 0; at < t.test.len(); {
		n, err := all.fill(ctx, feed)
		if n == 0 {
			return err
		}
		answers := m.Infer(n)
		all.count(answers, n)
		for i := range n {
			halves[(at+i)%2].one(all, answers, i)
		}
		at += n
	}
	out.Value = t.value(all)
	for i, h := range halves {
		out.Halves[i] = t.value(h)
	}
	return nil
}

// one counts row i of the batch of another test.
func (t *test) one(of *test, out []float32, i int) {
	if t.class != nil {
		t.class[0] = of.class[i]
	} else {
		n := len(t.got)
		copy(t.want, of.want[i*n:][:n])
	}
	t.count(out[i*t.outputs:], 1)
}

func (t *Task) value(s *test) float64 {
	if v := s.score().Value(t.Metric); v != nil {
		return *v
	}
	if t.LowerIsBetter() {
		return inf
	}
	return 0
}

// keptBytes is the memory of a model that lives as long as it.
func keptBytes(m *nn.Model) int {
	n := 0
	for _, u := range m.Memory() {
		if u.From == 0 && u.To > 3*len(m.Spec.Nodes) {
			n += u.Bytes
		}
	}
	return n
}
