package trial

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/internal/trial/foldertest"
	"edgetune/sensors/replay"
)

// lackingClass writes a copy of a recording of windows [row × time × channel] in which the
// splits of the source lack the last class.
func lackingClass(t *testing.T, from string, names []string) (lacking, whole string) {
	t.Helper()
	f, err := Data{Dir: from}.open()
	require.NoError(t, err)
	last := len(names) - 1
	write := func(keep func(s replay.Split, class int) bool, classes []string) string {
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
		one := foldertest.Folder{
			Meta: map[string]any{"format": 1, "task": "classification", "metric": "accuracy", "axes": axes, "rate_hz": l.Rate, "classes": classes},
			Arrays: map[string]foldertest.Array{
				"X": {DType: "<f4", Shape: shape, Data: x}, "y": {DType: "|u1", Shape: []int{len(y)}, Data: y},
				"split": {DType: "|u1", Shape: []int{len(y)}, Data: split}, "t": {DType: "<i4", Shape: []int{len(y)}, Data: order},
			},
		}
		dir := t.TempDir()
		require.NoError(t, one.Write(dir))
		return dir
	}
	lacking = write(func(s replay.Split, class int) bool { return class < last && s < 2 }, names[:last])
	return lacking, write(func(replay.Split, int) bool { return true }, names)
}

// TestAddClass: a digit, and a gas, that a net never heard of is known from ten
// windows, without harm to the others; tuning with a memory goes on from there.
func TestAddClass(t *testing.T) {
	for _, c := range []struct {
		name        string
		recall, all float64 // of the new class at once, and of all classes together
	}{{"digits_fsdd", 0.6, 0.85}, {"gas_drift", 0.6, 0.9}} {
		t.Run(c.name, func(t *testing.T) {
			f, err := Data{Dir: recording(t, c.name)}.open()
			require.NoError(t, err)
			names := slices.Clone(f.Meta.Classes)
			lacking, whole := lackingClass(t, recording(t, c.name), names)
			model := learnOn(t, Data{Dir: lacking}, 256<<10)
			more := filepath.Join(t.TempDir(), "more")
			d := Data{Dir: whole}
			o := AddClassOptions{Model: model, Out: more, Data: d, Split: replay.SourceTrain, Name: names[len(names)-1], Shots: 10}
			r, err := AddClass(background, o)
			require.NoError(t, err)
			assert.Equal(t, names, r.Classes)
			score, _, err := Eval(background, EvalOptions{Model: more, Data: d, Split: replay.SourceTest})
			require.NoError(t, err)
			got := recall(t, more, d, replay.SourceTest)
			t.Log(score.Classes.Accuracy(), got)
			assert.Greater(t, got[len(names)-1], c.recall)
			assert.Greater(t, score.Classes.Accuracy(), c.all)
		})
	}
}
