package trial

import (
	"context"
	"fmt"
	"slices"

	"edgetune/firmware"
	"edgetune/firmware/bundle"
	"edgetune/firmware/fewshot"
	"edgetune/nn"
	"edgetune/nn/quantise"
	"edgetune/sensors"
	"edgetune/sensors/replay"
)

// AddClassOptions say which class a model is to know beside its own.
type AddClassOptions struct {
	Model string
	Out   string
	Data  Data         // has windows of the class; its classes are those of the model, then the new one
	Split replay.Split // of the windows
	Name  string
	Shots int // windows, the first ones
	Build nn.Options
}

// Added is what came of it: the result line of the command.
type Added struct {
	Event         string   `json:"event"` // "result"
	Class         string   `json:"class"`
	Classes       []string `json:"classes"`
	Shots         int      `json:"shots"`
	Kept          int      `json:"kept_windows"`
	WeightsSHA256 string   `json:"weights_sha256"`
}

// AddClass writes a model file that knows one class more, from a few windows of it.
func AddClass(ctx context.Context, o AddClassOptions) (*Added, error) {
	if err := mustWrite(o.Out); err != nil {
		return nil, err
	}
	file, err := bundle.Open(o.Model)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	f, err := o.Data.openFor(&file.Bundle)
	if err != nil {
		return nil, err
	}
	m, kept, err := o.open(file)
	if err != nil {
		return nil, err
	}
	shots, err := o.shots(ctx, f, &file.Bundle, m)
	if err != nil {
		return nil, err
	}
	k, err := fewshot.Add(fewshot.Known{Net: m, Bundle: &file.Bundle, Kept: kept}, o.Name, shots)
	if err != nil {
		return nil, err
	}
	if err := bundle.Save(o.Out, k.Net, k.Bundle, k.Kept); err != nil {
		return nil, err
	}
	return &Added{"result", o.Name, k.Bundle.Classes, len(shots), k.Kept.Len(), sum(k.Net)}, nil
}

// open builds the net of the file, in integers where it holds those.
func (o *AddClassOptions) open(file *bundle.File) (nn.Net, *bundle.Kept, error) {
	if d := file.DType(); d.Integer() {
		q := quantise.Options{DType: d, Batch: evalBatch}
		q.Infer, q.Kernels = true, o.Build.Kernels
		return file.Quantised(q, true)
	}
	o.Build.Batch, o.Build.DType = evalBatch, nn.F32
	return file.Build(o.Build, true)
}

// shots reads the first windows of the class.
func (o *AddClassOptions) shots(ctx context.Context, f *replay.Folder, b *bundle.Bundle, m nn.Net) ([]fewshot.Shot, error) {
	if slices.Contains(b.Classes, o.Name) {
		return nil, fmt.Errorf("trial: the model knows %q already; tune teaches it more of that class", o.Name)
	}
	class := slices.Index(f.Meta.Classes, o.Name)
	if class != len(b.Classes) || !slices.Equal(f.Meta.Classes[:class], b.Classes) {
		return nil, hint(fmt.Errorf("trial: %s has the classes %v, not those of the model, %v, and then %q", o.Data.Dir, f.Meta.Classes, b.Classes, o.Name),
			"name them in meta.json in that order")
	}
	var rows []int32
	for _, r := range f.Rows(o.Split) {
		if len(rows) < o.Shots && f.Label(int(r)).Class == class {
			rows = append(rows, r)
		}
	}
	feed, err := firmware.NewFeeder(unnamed{f.Replay(rows)}, b, m)
	if err != nil {
		return nil, err
	}
	var shots []fewshot.Shot
	for range rows {
		if _, err := feed.Next(ctx, 0); err != nil {
			return nil, err
		}
		shots = append(shots, slices.Clone(feed.Row()))
	}
	return shots, nil
}

// unnamed is a source that keeps its classes to itself.
type unnamed struct{ *replay.Source }

// Info implements sensors.Source.
func (u unnamed) Info() sensors.Info {
	i := u.Source.Info()
	i.Classes = nil
	return i
}
