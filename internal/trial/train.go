package trial

import (
	"context"
	"fmt"

	"edgetune/firmware"
	"edgetune/firmware/bundle"
	"edgetune/internal/kernel"
	"edgetune/nn"
	"edgetune/optim"
	"edgetune/sensors"
	"edgetune/sensors/replay"
	"edgetune/sensors/trust"
)

// TrainOptions say what to learn from and how.
type TrainOptions struct {
	Data    Data
	Model   string // auto, a name, or a file with a net as text
	Out     string // model file; "" writes none
	Seed    uint32
	Steps   int  // 0: as the recipe says
	Keep    int  // bytes of source windows in the model file
	Self    bool // an autoencoder: learns, without labels, to rebuild the windows that are normal
	Kernels *kernel.Set
	DType   nn.DType // of the model file: F32, or integers, quantised after training
	Version string   // of edgetune, for the record
	Watch   Watch
	Chosen  func(Recipe) // told before learning starts; may be nil
}

// Trained is what came of it.
type Trained struct {
	Recipe Recipe
	Model  *nn.Model // as it was trained
	Net    nn.Net    // as it was saved
	Bundle *bundle.Bundle
	Kept   int // windows
	Loss   float32
	Source *Score // on source_test
	Sum    string // SHA-256 of the weights
}

// Train learns from scratch on source_train.
func Train(ctx context.Context, o TrainOptions) (*Trained, error) {
	if err := mustWrite(o.Out); err != nil {
		return nil, err
	}
	f, err := o.Data.open()
	if err != nil {
		return nil, err
	}
	if err := needRows(f, replay.SourceTrain, o.Data.Dir); err != nil {
		return nil, err
	}
	facts := gather(f)
	if o.Self {
		facts = facts.self()
	}
	r, err := choose(o.Model, facts)
	if err != nil {
		return nil, err
	}
	if o.Steps > 0 {
		r.Training.Steps = o.Steps
	}
	if o.Chosen != nil {
		o.Chosen(r)
	}
	t := &training{TrainOptions: o, folder: f, layout: facts.Layout, recipe: r, rows: f.Rows(replay.SourceTrain)}
	if o.Self {
		if t.rows = normalRows(f); len(t.rows) == 0 {
			return nil, fmt.Errorf("trial: %s has no normal row in source_train: give some class 0, or no label", o.Data.Dir)
		}
	}
	return t.run(ctx)
}

// training is one run of Train.
type training struct {
	TrainOptions
	folder *replay.Folder
	layout sensors.Layout // of a window
	recipe Recipe
	rows   []int32 // to learn from
	bundle *bundle.Bundle
	kept   kept
}

func (t *training) run(ctx context.Context) (*Trained, error) {
	if err := t.describe(ctx); err != nil {
		return nil, err
	}
	m, err := t.build()
	if err != nil {
		return nil, err
	}
	t.setAside(m)
	src := newShuffled(t.folder, t.kept.learned, t.layout.Steps, t.Seed, t.recipe.Training.Batch)
	if src.length == 0 {
		return nil, fmt.Errorf("trial: no run of %s has the %d rows of a window; record for longer, or without gaps", t.Data.Dir, t.layout.Steps)
	}
	loss, err := t.teach(ctx, m, src)
	if err != nil {
		return nil, err
	}
	out := &Trained{Recipe: t.recipe, Model: m, Net: m, Bundle: t.bundle, Loss: loss}
	if t.DType.Integer() {
		if out.Net, err = t.quantised(ctx, m); err != nil {
			return nil, err
		}
	}
	out.Sum = sum(out.Net)
	if out.Source, err = measureSplit(ctx, t.folder, replay.SourceTest, t.bundle, out.Net); err != nil {
		return nil, err
	}
	kept, err := t.keep(ctx, m)
	if err != nil || t.Out == "" {
		return out, err
	}
	out.Kept = kept.Len()
	return out, bundle.Save(t.Out, out.Net, t.bundle, kept)
}

// describe fills the bundle: what the net will see and how it is normalised.
func (t *training) describe(ctx context.Context) error {
	rows := t.rows
	meta := &t.folder.Meta
	t.bundle = &bundle.Bundle{
		Task: meta.Task, Metric: meta.Metric, Input: t.layout, Columns: t.Data.Channels,
		Channels: meta.Channels, Units: meta.Units, Classes: meta.Classes, Features: t.recipe.Features,
		Origin: bundle.Origin{
			Version: t.Version, Recipe: t.Model, Seed: t.Seed, Rows: len(rows), Steps: t.recipe.Training.Steps,
		},
	}
	switch {
	case t.Self:
		if err := t.describeSelf(); err != nil {
			return err
		}
	case meta.Task == "regression":
		t.bundle.Targets = learnTargets(t.folder, rows)
	}
	n, err := learnNormaliser(ctx, t.folder.Replay(rows), t.bundle)
	if err != nil {
		return err
	}
	t.bundle.Normaliser = *n
	if t.Out == "" {
		return nil
	}
	t.bundle.Trust, err = trust.Learn(ctx, t.folder.Replay(rows))
	return err
}

// learnTargets measures mean and deviation of each target.
func learnTargets(f *replay.Folder, rows []int32) []bundle.Target {
	m := sensors.NewMoments(f.Targets())
	for _, i := range rows {
		m.Add(f.Label(int(i)).Values)
	}
	n := m.Normaliser()
	out := make([]bundle.Target, f.Targets())
	for i := range out {
		out[i] = bundle.Target{Mean: n.Mean[i], Std: n.Std[i]}
		if len(f.Meta.Targets) > 0 {
			out[i].Name = f.Meta.Targets[i]
		}
		if len(f.Meta.TargetUnits) > 0 {
			out[i].Unit = f.Meta.TargetUnits[i]
		}
	}
	return out
}

// build makes the model and compares it with the data.
func (t *training) build() (*nn.Model, error) {
	m, err := t.model()
	if err != nil {
		return nil, err
	}
	want := max(t.folder.Classes(), t.folder.Targets())
	if t.Self {
		want = m.Spec.Input.Len()
	}
	if got := m.Outputs(); got != want {
		return nil, hint(fmt.Errorf("trial: the net has %d outputs, the data need %d", got, want),
			fmt.Sprintf("let its last layer be \"dense %d\"", want))
	}
	return m, t.bundle.Check(m.Spec)
}

// model makes the net with its optimiser. Smoothing belongs to this training, not
// to the net.
func (t *training) model() (*nn.Model, error) {
	tr := t.recipe.Training
	opt, err := optim.ByName(optim.Options{Rates: "constant", Updater: "adam", Eta: tr.Eta, Steps: tr.Steps, Seed: t.Seed})
	if err != nil {
		return nil, err
	}
	spec := t.recipe.Net
	if spec.Loss.Kind == "softmax" {
		spec.Loss.Smooth = tr.Smooth
	}
	m, err := nn.Build(spec, nn.Options{Batch: tr.Batch, DType: nn.F32, Kernels: t.Kernels, Optimizer: opt, Seed: t.Seed})
	if err != nil {
		return nil, err
	}
	m.Spec = t.recipe.Net
	halve(m.Blocks()[len(m.Blocks())-1])
	return m, nil
}

// halve lets the last layer start small, so that the first answers are not sure of
// themselves.
func halve(b *nn.Block) {
	for i, w := range b.W.Floats() {
		b.W.Floats()[i] = w / 2
	}
}

// teach returns the mean loss of the last tenth of the steps.
func (t *training) teach(ctx context.Context, m *nn.Model, src sensors.Source) (float32, error) {
	feed, err := firmware.NewFeeder(src, t.bundle, m)
	if err != nil {
		return 0, err
	}
	log, err := follow(ctx, firmware.NewLearner(feed, m), "learning", t.recipe.Training.Steps, t.Watch)
	if err != nil {
		return 0, err
	}
	loss := meanLoss(log[len(log)-tenth(log):])
	if loss-loss != 0 {
		return 0, fmt.Errorf("trial: the loss is %g; the data hold values that no net can learn from", loss)
	}
	return loss, nil
}
