package trial

import (
	"fmt"

	"edgetune/firmware/bundle"
	"edgetune/nn"
	"edgetune/sensors"
	"edgetune/sensors/replay"
)

// Numbers of the rule for autoencoders.
const (
	selfRows   = 20 // of a stream, in a window
	selfHidden = 64
	selfNarrow = 6 // inputs for each value in the middle
)

// self lets a net see the last rows of a stream, where a row is one reading.
func (f Facts) self() Facts {
	f.Self = true
	if f.Layout.Steps == 1 && f.Layout.Height == 1 {
		f.Layout.Steps = selfRows
	}
	return f
}

// autoSelf picks features and net of an autoencoder.
func autoSelf(f Facts) (Recipe, error) {
	r := Recipe{Training: Training{Steps: autoMost, Batch: autoBatch, Eta: autoEta}}
	if f.Layout.Steps == selfRows && f.Layout.Height == 1 {
		r.Name = "the last rows of a stream"
		r.Features = sensors.Spec{{Kind: "stats", Stats: []string{"last", "mean", "std"}}}
	} else {
		r.Name, r.Features = autoFeatures(f)
	}
	r.Name += ", to rebuild it"
	shape, err := shapeOf(r.Features, f.Layout)
	if err != nil {
		return r, err
	}
	r.Net, err = nn.Parse(selfNet(shape))
	return r, err
}

// selfNet is narrow in the middle.
func selfNet(shape nn.Shape) string {
	flat, n := "", shape.Len()
	if len(shape) > 1 {
		flat = "flatten\n"
	}
	return fmt.Sprintf("input %v\n%sdense %d\nrelu\ndense %d\ndense %d\nrelu\ndense %d\nloss mse\n",
		shape, flat, selfHidden, max(2, n/selfNarrow), selfHidden, n)
}

// normalRows are those of source_train that no label calls anything but class 0.
func normalRows(f *replay.Folder) (rows []int32) {
	for _, i := range f.Rows(replay.SourceTrain) {
		if l := f.Label(int(i)); l.Kind != sensors.ClassLabel || l.Class == 0 {
			rows = append(rows, i)
		}
	}
	return rows
}

// describeSelf says that the targets are the features, which are normalised already.
func (t *training) describeSelf() error {
	b := t.bundle
	b.Task, b.Metric, b.Classes = bundle.Autoencoder, "rmse", nil
	if b.Input.Steps != t.folder.Layout().Steps {
		b.Hop = 1
	}
	shape, err := shapeOf(b.Features, b.Input)
	if err != nil {
		return err
	}
	b.Targets = make([]bundle.Target, shape.Len())
	for i := range b.Targets {
		b.Targets[i].Std = 1
	}
	return nil
}
