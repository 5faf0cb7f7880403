package trial

import (
	"math"
	"slices"

	"edgetune/sensors"
	"edgetune/sensors/replay"
)

// Facts is all that [Auto] may look at: no name of a folder, channel or class.
type Facts struct {
	Layout    sensors.Layout // of a window
	Bands     bool           // the channels are frequency bands
	Task      string         // classification, regression or anomaly
	Metric    string         // accuracy, balanced_accuracy, rmse or auc
	Outputs   int            // classes or targets
	Rows      int            // to learn from
	ClassRows []int          // of them, by class
	Spread    []float32      // standard deviation of each channel over those rows
	Self      bool           // the net is to rebuild what it sees; a row is then a window of the last ones
}

// gather reads the facts of a folder's source_train.
func gather(f *replay.Folder) Facts {
	rows := f.Rows(replay.SourceTrain)
	facts := Facts{
		Layout: f.Layout(), Task: f.Meta.Task, Metric: f.Meta.Metric,
		Bands:   slices.Contains(f.Meta.Axes, "band"),
		Outputs: max(f.Classes(), f.Targets()), Rows: len(rows),
		ClassRows: make([]int, f.Classes()),
		Spread:    spread(f, rows),
	}
	for _, i := range rows {
		if l := f.Label(int(i)); l.Kind == sensors.ClassLabel {
			facts.ClassRows[l.Class]++
		}
	}
	return facts
}

// spread measures the standard deviation of each channel over the valid steps.
func spread(f *replay.Folder, rows []int32) []float32 {
	l := f.Layout()
	window := make([]float32, l.Len())
	moments := make([]*sensors.Moments, l.Channels)
	for c := range moments {
		moments[c] = sensors.NewMoments(1)
	}
	for _, i := range rows {
		valid := f.Window(int(i), window)
		for c, m := range moments {
			for y := range l.Height {
				m.Add(window[(c*l.Height+y)*l.Steps:][:valid])
			}
		}
	}
	out := make([]float32, l.Channels)
	for c, m := range moments {
		out[c] = max(m.Normaliser().Std[0], math.SmallestNonzeroFloat32)
	}
	return out
}
