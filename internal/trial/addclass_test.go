package trial

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/internal/trial/foldertest"
	"edgetune/sensors/replay"
)

// TestAddClass: a digit, and a gas, that a net never heard of is known from ten
// windows, without harm to the others; tuning with a memory goes on from there.
func TestAddClass(t *testing.T) {
	for _, c := range []struct {
		name        string
		recall, all float64 // of the new class at once, and of all classes together
	}{{"digits_fsdd", 0.6, 0.85}, {"gas_drift", 0.6, 0.9}} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			names, err := foldertest.Lacking(recording(t, c.name), dir)
			require.NoError(t, err)
			model := learnOn(t, Data{Dir: filepath.Join(dir, "lacking")}, 256<<10)
			more := filepath.Join(t.TempDir(), "more")
			d := Data{Dir: filepath.Join(dir, "whole")}
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
