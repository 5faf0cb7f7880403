package nn_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/internal/kernel"
	"edgetune/nn"
	"edgetune/optim"
)

func TestParseLearning(t *testing.T) {
	for _, text := range []string{"all", "d:all", "conv1:bias conv2:0-7,9 dense1:all", "2.conv1d:0 a:b:all"} {
		l, err := nn.ParseLearning(text)
		require.NoError(t, err)
		assert.Equal(t, text, l.String())
	}
	for _, text := range []string{"", "d", ":all", "d:", "d:none", "d:3-1", "d:-1", "d:2,1", "d:1,1", "d:9999999999", "d:all d:bias", "all d:all", "d:1048576"} {
		_, err := nn.ParseLearning(text)
		assert.ErrorContains(t, err, "nn: learn", text)
	}
}

// FuzzParseLearning: what is read is written back to the same plan.
func FuzzParseLearning(f *testing.F) {
	f.Add("conv1:bias conv2:0-7,9 dense1:all")
	f.Add("all")
	f.Fuzz(func(t *testing.T, text string) {
		l, err := nn.ParseLearning(text)
		if err != nil {
			return
		}
		again, err := nn.ParseLearning(l.String())
		if err != nil || !slices.EqualFunc(l, again, func(a, b nn.Share) bool { return a.String() == b.String() }) {
			t.Fatalf("%q became %v, %v", text, again, err)
		}
	})
}

const threeLayers = "input 16x2\na: conv1d 5 kernel=3\nrelu\nb: conv1d 5 kernel=3\nrelu\nc: dense 3\nloss softmax\n"

// TestLearning: what a plan leaves out keeps its bits, what it names moves, in memory
// that shrinks with the plan, and nothing that was not kept is read.
func TestLearning(t *testing.T) {
	for _, rates := range []optim.Options{
		{Rates: "backmatch", Updater: "sgd"},
		{Rates: "backmatch-scalar", Updater: "sgd"},
		{Rates: "constant", Updater: "momentum", Tau: 0.1, Eta: 1},
		{Rates: "constant", Updater: "adam"},
	} {
		for _, d := range []nn.DType{nn.F32, nn.Half} {
			t.Run(fmt.Sprint(rates.Rates, " ", rates.Updater, " ", d), func(t *testing.T) {
				checkLearning(t, nn.Options{Batch: 3, DType: d, Seed: 2}, rates)
			})
		}
	}
}

func checkLearning(t *testing.T, o nn.Options, rates optim.Options) {
	whole := learned(t, o, rates, "all", "a.weight", "a.bias", "b.weight", "b.bias", "c.weight", "c.bias")
	middle := learned(t, o, rates, "b:bias c:all", "b.bias", "c.weight", "c.bias")
	head := learned(t, o, rates, "c:all", "c.weight", "c.bias")
	least := learned(t, o, rates, "c:bias", "c.bias")
	learned(t, o, rates, "a:bias", "a.bias")
	assert.LessOrEqual(t, middle, whole)
	assert.LessOrEqual(t, head, middle)
	assert.Less(t, head, whole)
	assert.LessOrEqual(t, least, head)
}

// learned takes three steps, wants just those tensors to move, and returns the bytes.
func learned(t *testing.T, o nn.Options, rates optim.Options, plan string, moving ...string) int {
	t.Helper()
	var err error
	o.Learn, err = nn.ParseLearning(plan)
	require.NoError(t, err)
	m := mustBuild(t, nn.Build, threeLayers, o, rates)
	before := map[string][]kernel.Float{}
	read := func(n nn.Named) []kernel.Float {
		out := make([]kernel.Float, n.Tensor.Len())
		return slices.Clone(n.Tensor.Read(o.Kernels, 0, len(out), out))
	}
	if o.Kernels == nil {
		o.Kernels = m.Options().Kernels
	}
	for _, n := range m.Tensors() {
		before[n.Name] = read(n)
	}
	for step := range uint32(3) {
		m.Poison()
		nn.FillBatch(m, 3, step)
		r, err := m.Step(3)
		require.NoError(t, err)
		assert.Zero(t, r.Skipped)
	}
	for _, n := range m.Tensors() {
		assert.Equal(t, slices.Contains(moving, n.Name), !slices.Equal(before[n.Name], read(n)), "%s moves, plan %s", n.Name, plan)
	}
	return m.Size()
}

// TestLearningKeepsNoMore: the inputs of layers whose weights do not learn are not kept.
func TestLearningKeepsNoMore(t *testing.T) {
	const text = "input 16x2\na: conv1d 5 kernel=3\nb: conv1d 5 kernel=3\nc: dense 3\nloss softmax\n"
	o := nn.Options{Batch: 1, Learn: nn.Learning{{Layer: "a", Part: nn.Biases}}}
	m := mustBuild(t, nn.Build, text, o, optim.Options{Rates: "backmatch", Updater: "sgd"})
	for _, u := range m.Memory() {
		if u.Name == "a.out" || u.Name == "b.out" {
			assert.Less(t, u.To, 3, "%s is read by the forward pass alone", u.Name)
		}
	}
}

func TestLearningRefuses(t *testing.T) {
	s, err := nn.Parse("input 4\na: dense 5 bias=no\nb: dense 3\nloss softmax\n")
	require.NoError(t, err)
	for plan, want := range map[string]string{
		"x:all":  "there are a, b",
		"a:bias": "has no bias",
		"b:0-1":  "integers alone",
	} {
		l, err := nn.ParseLearning(plan)
		require.NoError(t, err)
		_, err = nn.Build(s, nn.Options{Learn: l})
		assert.ErrorContains(t, err, want)
	}
	_, err = nn.Build(s, nn.Options{Learn: nn.Learning{}})
	assert.ErrorContains(t, err, "without a layer")
}
