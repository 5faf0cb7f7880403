package trial

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/internal/trial/foldertest"
	"edgetune/nn/codec/native"
)

// TestTrainRefuses leaves no file and says what is wrong.
func TestTrainRefuses(t *testing.T) {
	net := filepath.Join(t.TempDir(), "my.net")
	require.NoError(t, os.WriteFile(net, []byte("input 6\ndense 4\nloss softmax\n"), 0o600))
	for _, c := range []struct {
		name, want string
		folder     func(*foldertest.Folder)
		options    func(*TrainOptions)
	}{
		{"nothing to learn from", "no rows of source_train", func(f *foldertest.Folder) {
			s := f.Arrays["split"].Data.([]uint8)
			for i := range s {
				s[i] = 3
			}
		}, nil},
		{"outputs", "4 outputs, the data need 3", nil, func(o *TrainOptions) { o.Model = net }},
		{"input", "the net reads 128x9", nil, func(o *TrainOptions) { o.Model = "har-cnn" }},
		{"unknown net", "no such net", nil, func(o *TrainOptions) { o.Model = "resnet9000" }},
		{"channel", "channel 6 of 6", nil, func(o *TrainOptions) { o.Data.Channels = []int{6} }},
		{"folder of --out", "there is no folder", nil, func(o *TrainOptions) { o.Out = "/nowhere/at/all" }},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := foldertest.Rows()
			if c.folder != nil {
				c.folder(&f)
			}
			o := TrainOptions{Data: Data{Dir: write(t, f)}, Model: "auto", Out: filepath.Join(t.TempDir(), "model"), Steps: 3}
			if c.options != nil {
				c.options(&o)
			}
			_, err := Train(background, o)
			require.ErrorContains(t, err, c.want)
			assert.NoFileExists(t, o.Out)
		})
	}
}

func TestTuneRefuses(t *testing.T) {
	dir := write(t, foldertest.Rows())
	model, _ := train(t, dir, func(o *TrainOptions) { o.Steps = 3 })
	twoChannels, _ := train(t, write(t, pair()), func(o *TrainOptions) { o.Steps = 1 })
	text := filepath.Join(t.TempDir(), "text")
	require.NoError(t, os.WriteFile(text, []byte("this is no model file at all"), 0o600))
	for _, c := range []struct {
		name, want string
		change     func(*TuneOptions)
	}{
		{"no model file", "no such file", func(o *TuneOptions) { o.Model = "absent" }},
		{"a text file", native.ErrCorrupt.Error(), func(o *TuneOptions) { o.Model = text }},
		{"other channels", "has 4 channels, the model reads 6", func(o *TuneOptions) { o.Data.Dir = write(t, foldertest.Values()) }},
		{"other windows", "windows of [64 2], the model reads [2]", func(o *TuneOptions) {
			o.Data.Dir, o.Model = write(t, foldertest.Windows()), twoChannels
		}},
		{"one more class", "is of class 3, the net knows 0-2", func(o *TuneOptions) {
			f := foldertest.Rows()
			f.Arrays["y"].Data.([]uint8)[250] = 3
			o.Data.Dir = write(t, f)
		}},
		{"budget", "budget is 100 B", func(o *TuneOptions) { o.Build.Budget = 100 }},
		{"frozen", "no layer from 100 on", func(o *TuneOptions) { o.Build.FrozenUpTo = 99 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := tuneOptions(model, dir)
			o.Out = filepath.Join(t.TempDir(), "tuned")
			c.change(&o)
			_, err := Tune(background, o)
			require.ErrorContains(t, err, c.want)
			assert.NoFileExists(t, o.Out)
		})
	}
	t.Run("a hint", func(t *testing.T) {
		_, err := Tune(background, tuneOptions(model, write(t, foldertest.Values())))
		var h interface{ Hint() string }
		require.ErrorAs(t, err, &h)
		assert.Contains(t, h.Hint(), "--channels picks 6")
	})
}

// pair is rows of two channels.
func pair() foldertest.Folder {
	f := foldertest.Rows()
	x := f.Arrays["X"]
	f.Arrays["X"] = foldertest.Array{DType: x.DType, Shape: []int{360, 2}, Data: x.Data.([]float32)[:720]}
	return f
}
