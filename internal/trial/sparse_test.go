package trial

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/internal/trial/foldertest"
	"edgetune/nn"
)

// TestSparse: where the budget does not hold all that could learn, a plan is chosen, in
// the bytes that it says, and learns; plan and tune choose the same.
func TestSparse(t *testing.T) {
	for _, name := range []string{"rows", "windows", "values"} {
		f, _ := foldertest.Named(name)
		dir := write(t, f)
		model, _ := train(t, dir, nil)
		for _, d := range []nn.DType{nn.F32, nn.Half, nn.Int8, nn.Int16} {
			t.Run(name+" "+d.String(), func(t *testing.T) { checkSparse(t, model, dir, d) })
		}
	}
}

func checkSparse(t *testing.T, model, dir string, d nn.DType) {
	o := tuneOptions(model, dir)
	o.Build.DType = d
	o.Build.Budget = justUnder(t, o)
	p := PlanOptions{Model: model, Data: &o.Data, Rates: o.Rates, Build: o.Build}
	n, sparse, err := Plan(background, p)
	require.NoError(t, err)
	require.NotNil(t, sparse)
	assert.LessOrEqual(t, n.Size(), o.Build.Budget)
	assert.Equal(t, n.Size(), sparse.Bytes)
	assert.Positive(t, sparse.Probed)

	o.Out = filepath.Join(t.TempDir(), "tuned")
	r, err := Tune(background, o)
	require.NoError(t, err)
	assert.Equal(t, sparse.Learn.String(), r.Learn)
	assert.Equal(t, sparse.Bytes, r.ArenaBytes, "what was proved is what was used")
	assert.Less(t, r.LossLast, r.LossFirst)

	o.Build.Learn, o.Build.Budget = sparse.Learn, 0
	again, err := Tune(background, o)
	require.NoError(t, err)
	assert.Equal(t, r.WeightsSHA256, again.WeightsSHA256, "the plan that was chosen, given")

	tuned := tuneOptions(o.Out, dir)
	tuned.Build.DType, tuned.Steps = d, 1
	then, err := Tune(background, tuned)
	require.NoError(t, err)
	assert.Equal(t, *r.TargetAfter, *then.TargetBefore, "from the file that it wrote")

	o.Build.Learn, o.Build.Budget = nil, 256
	_, err = Tune(background, o)
	require.ErrorIs(t, err, nn.ErrBudget)
	assert.Regexp(t, `the smallest plan of what learns: \S+:(bias|all), in \d+ bytes`, err.Error())

	p.Data = nil
	_, sparse, err = Plan(background, p)
	require.NoError(t, err)
	assert.Zero(t, sparse.Probed)
	assert.NotEqual(t, "frozen", sparse.Layers[len(sparse.Layers)-1].Learn, "the last layers go first")
}

// justUnder is the largest budget that does not hold all that could learn.
func justUnder(t *testing.T, o TuneOptions) int {
	t.Helper()
	p := PlanOptions{Model: o.Model, Rates: o.Rates, Build: o.Build}
	low, high := 1, 1<<20
	for high-low > 1 {
		p.Build.Budget = (low + high) / 2
		_, sparse, err := Plan(background, p)
		if err == nil && sparse == nil {
			high = p.Build.Budget
		} else {
			low = p.Build.Budget
		}
	}
	return low
}

// TestSparseGains: what learns nothing gains nothing, and of two layers that may learn
// the one that gains more is taken first.
func TestSparseGains(t *testing.T) {
	bytes := map[string]int{"a:all": 80, "a:bias": 20, "b:all": 60, "b:bias": 20, "c:all": 50, "c:bias": 20}
	lay := func(l nn.Learning, budget int) (nn.Net, error) {
		sum := 0
		for _, s := range l {
			sum += bytes[s.String()]
		}
		if budget > 0 && sum > budget {
			return nil, nn.ErrBudget
		}
		return sized(sum), nil
	}
	layer := func(name string, all, bias float64) []option {
		return []option{{nn.Share{Layer: name, Part: nn.Weights}, all}, {nn.Share{Layer: name, Part: nn.Biases}, bias}}
	}
	for want, c := range map[string]struct {
		budget int
		layers [][]option
	}{
		"b:all c:bias":         {100, [][]option{layer("b", 5, 1), layer("c", 3, 1)}},
		"b:bias c:all":         {100, [][]option{layer("b", 2, 1), layer("c", 3, 1)}},
		"c:all":                {100, [][]option{layer("b", -2, -1), layer("c", 3, 1)}},
		"a:all b:all c:all":    {200, [][]option{layer("a", 1, 1), layer("b", 1, 1), layer("c", 1, 1)}},
		"a:bias b:bias c:bias": {60, [][]option{layer("a", 1, 0.5), layer("b", 1, 0.5), layer("c", 0.1, 0.05)}},
		"a:bias":               {20, [][]option{layer("a", 9, 1)}},
		"b:all":                {60, [][]option{layer("a", 9, 0.1), layer("b", 5, 0.1)}},
	} {
		ch := &chooser{layout: lay, budget: c.budget, layers: c.layers}
		got, n, err := ch.choose()
		require.NoError(t, err)
		assert.Equal(t, want, got.String())
		assert.LessOrEqual(t, n.Size(), c.budget)
	}
	_, _, err := (&chooser{layout: lay, budget: 10, layers: [][]option{layer("b", 1, 1), layer("c", 1, 1)}}).choose()
	require.ErrorContains(t, err, "the smallest plan of what learns: b:bias, in 20 bytes")
}

// sized is a net of so many bytes.
type sizedNet struct {
	nn.Net
	bytes int
}

func sized(n int) nn.Net { return sizedNet{bytes: n} }

func (s sizedNet) Size() int { return s.bytes }

func TestLossOn(t *testing.T) {
	assert.InDelta(t, 0.6931, lossOn("softmax", []float32{3, 3}, 1, nil), 1e-4)
	assert.InDelta(t, 0.6931, lossOn("bce", []float32{0}, 1, nil), 1e-4)
	assert.InDelta(t, 5.0067, lossOn("bce", []float32{5}, 0, nil), 1e-4)
	assert.InDelta(t, 2.5, lossOn("mse", []float32{1, 2}, 0, []float32{0, 4}), 1e-9)
}
