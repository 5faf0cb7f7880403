package trial

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/firmware/bundle"
	"edgetune/internal/trial/foldertest"
	"edgetune/nn"
	"edgetune/optim"
)

const normalised = "input 64x2\nconv1d 8 kernel=5 stride=2\nbatchnorm\nrelu\nglobalpool\ndense 3\nloss softmax\n"

// normModel trains a net with batch normalisation.
func normModel(t *testing.T) (model, dir string) {
	t.Helper()
	net := filepath.Join(t.TempDir(), "net")
	require.NoError(t, os.WriteFile(net, []byte(normalised), 0o600))
	dir = write(t, foldertest.Windows())
	model, _ = train(t, dir, func(o *TrainOptions) { o.Model, o.Steps = net, 60 })
	return model, dir
}

// statistics are the running mean of the first normalisation in a file, nil for none.
func statistics(t *testing.T, path string) []float32 {
	t.Helper()
	f, err := bundle.Open(path)
	require.NoError(t, err)
	defer f.Close()
	m, _, err := f.Build(nn.Options{}, false)
	require.NoError(t, err)
	for _, b := range m.Blocks() {
		for _, s := range b.State {
			return s.Tensor.Floats()
		}
	}
	return nil
}

// TestNorm: statistics stay, move, or are gone, and the net learns in each case.
func TestNorm(t *testing.T) {
	model, dir := normModel(t)
	before := statistics(t, model)
	require.NotNil(t, before)
	for _, n := range []Norm{"", NormTrain, NormFold} {
		t.Run(string(n), func(t *testing.T) {
			o := tuneOptions(model, dir)
			o.Norm, o.Out = n, filepath.Join(t.TempDir(), "tuned")
			r, err := Tune(background, o)
			require.NoError(t, err)
			assert.Less(t, r.LossLast, r.LossFirst)
			after := statistics(t, o.Out)
			switch n {
			case NormTrain:
				assert.NotEqual(t, before, after)
			case NormFold:
				assert.Nil(t, after)
			default:
				assert.Equal(t, before, after)
				assert.Equal(t, NormFrozen, r.Norm)
			}
		})
	}
}

// TestNormFoldRemembers: a folded net learns with a memory, too.
func TestNormFoldRemembers(t *testing.T) {
	model, dir := normModel(t)
	o := tuneOptions(model, dir)
	o.Norm, o.Replay, o.Rates, o.Gate = NormFold, 2048, ReplayRates(), true
	r, err := Tune(background, o)
	require.NoError(t, err)
	assert.Equal(t, NormFold, r.Norm)
	assert.Less(t, r.LossLast, r.LossFirst)
}

func TestNormRefuses(t *testing.T) {
	model, dir := normModel(t)
	for _, c := range []struct {
		name, want string
		change     func(*TuneOptions)
	}{
		{"unknown", `no way "x"`, func(o *TuneOptions) { o.Norm = "x" }},
		{"with a memory", "beside a memory", func(o *TuneOptions) { o.Norm, o.Replay = NormTrain, 4096 }},
		{"in integers", "in integers", func(o *TuneOptions) { o.Norm, o.Build.DType = NormTrain, nn.Int8 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := tuneOptions(model, dir)
			c.change(&o)
			_, err := Tune(background, o)
			require.ErrorContains(t, err, c.want)
		})
	}
	_, _, err := Plan(background, PlanOptions{Model: "kws-dscnn", Rates: optim.Options{Rates: "backmatch", Updater: "sgd"}, Norm: "x"})
	require.ErrorContains(t, err, `no way "x"`)
}

// TestPlanNorm: a folded net needs less memory.
func TestPlanNorm(t *testing.T) {
	sizes := map[Norm]int{}
	for _, n := range Norms {
		m, _, err := Plan(background, PlanOptions{Model: "kws-dscnn", Rates: optim.Options{Rates: "backmatch", Updater: "sgd"}, Norm: n, Build: nn.Options{Batch: 8}})
		require.NoError(t, err)
		sizes[n] = m.Size()
	}
	assert.Less(t, sizes[NormFold], sizes[NormFrozen])
	assert.LessOrEqual(t, sizes[NormFrozen], sizes[NormTrain])
}
