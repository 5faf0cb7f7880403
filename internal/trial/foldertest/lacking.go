package foldertest

import (
	"path/filepath"

	"edgetune/sensors/replay"
)

// Lacking writes two copies of a recording of windows [row × time × channel], or of rows:
// below dir, "lacking" has the splits of the source without the last class, which its
// meta.json does not name; "whole" has everything. It returns the classes.
func Lacking(from, dir string) (classes []string, err error) {
	f, err := replay.Open(from, replay.Options{})
	if err != nil {
		return nil, err
	}
	names := f.Meta.Classes
	last := len(names) - 1
	keep := func(s replay.Split, class int) bool { return class < last && s < replay.TargetAdapt }
	if err := copied(f, names[:last], keep).Write(filepath.Join(dir, "lacking")); err != nil {
		return nil, err
	}
	all := func(replay.Split, int) bool { return true }
	return names, copied(f, names, all).Write(filepath.Join(dir, "whole"))
}

// copied is a folder of some rows of another.
func copied(f *replay.Folder, classes []string, keep func(replay.Split, int) bool) Folder {
	var x []float32
	var y, split []uint8
	var order []int32
	l := f.Layout()
	w := make([]float32, l.Len())
	for i := range f.Len() {
		class := f.Label(i).Class
		if !keep(f.Split(i), class) {
			continue
		}
		f.Window(i, w)
		for step := range l.Steps {
			for c := range l.Channels {
				x = append(x, w[c*l.Steps+step])
			}
		}
		y, split, order = append(y, uint8(class)), append(split, uint8(f.Split(i))), append(order, int32(i))
	}
	axes, shape := []string{"row", "time", "channel"}, []int{len(y), l.Steps, l.Channels}
	if l.Steps == 1 {
		axes, shape = []string{"row", "channel"}, []int{len(y), l.Channels}
	}
	n := []int{len(y)}
	return Folder{
		Meta:   map[string]any{"format": 1, "task": "classification", "metric": "accuracy", "axes": axes, "rate_hz": l.Rate, "classes": classes},
		Arrays: map[string]Array{"X": {"<f4", shape, x}, "y": {"|u1", n, y}, "split": {"|u1", n, split}, "t": {"<i4", n, order}},
	}
}
