package nn_test

import (
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"edgetune/internal/kernel"
	"edgetune/nn"
	"edgetune/optim"
)

// learners are the combinations of rates and updater that every layer is run with.
var learners = []optim.Options{
	{Rates: "backmatch", Updater: "sgd", Steps: 30},
	{Rates: "backmatch-scalar", Updater: "momentum"},
	{Rates: "constant", Updater: "adam"},
	{Rates: "constant", Updater: "sgd", Tau: 0.02, Dither: true},
	{Rates: "backmatch", Updater: "momentum", Balance: "row_col"},
	{Rates: "lars", Updater: "nesterov"},
	{Rates: "constant", Updater: "adamw"},
	{Rates: "amplify", Updater: "sgd"},
	{Rates: "freeze", Updater: "momentum"},
}

// testing.TB is not what rapid gives.
type fataler interface{ Fatal(...any) }

func newOptimizer(t fataler, o optim.Options) nn.Optimizer {
	opt, err := optim.ByName(o)
	if err != nil {
		t.Fatal(err)
	}
	return opt
}

type builder func(nn.Spec, nn.Options) (*nn.Model, error)

func mustBuild(t fataler, b builder, text string, o nn.Options, l optim.Options) *nn.Model {
	s, err := nn.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	o.Optimizer = newOptimizer(t, l)
	o.Seed = 11
	m, err := b(s, o)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func train(t fataler, m *nn.Model, steps int, prepare func()) (first, last float64) {
	for i := range steps {
		prepare()
		rows := m.Options().Batch - i%2 // the last of a stream may be short
		nn.FillBatch(m, rows, uint32(i%2))
		r, err := m.Step(rows)
		if err != nil {
			t.Fatal(err)
		}
		last = float64(r.Loss)
		if i == 0 {
			first = last
		}
	}
	return first, last
}

// hash is over all tensors of the model, bit for bit.
func hash(m *nn.Model) uint64 {
	h := fnv.New64a()
	for _, n := range m.Tensors() {
		for _, v := range n.Tensor.Floats() {
			fmt.Fprintf(h, "%x,", math.Float64bits(float64(v)))
		}
		for _, v := range n.Tensor.Halves() {
			fmt.Fprintf(h, "%x;", uint16(v))
		}
	}
	return h.Sum64()
}

func eachCase(t *testing.T, f func(t *testing.T, c nn.LayerCase, text string, o nn.Options, l optim.Options)) {
	for i, c := range nn.LayerCases {
		for j, d := range []nn.DType{nn.F32, nn.Half} {
			t.Run(fmt.Sprint(c, "/", d), func(t *testing.T) {
				f(t, c, c.Text("softmax"), nn.Options{Batch: 3, DType: d, FrozenStats: c.FrozenStats}, learners[(i+2*j)%len(learners)])
			})
		}
	}
}

func TestStepAllocatesNothing(t *testing.T) {
	eachCase(t, func(t *testing.T, _ nn.LayerCase, text string, o nn.Options, l optim.Options) {
		m := mustBuild(t, nn.Build, text, o, l)
		train(t, m, 1, func() {})
		n := testing.AllocsPerRun(3, func() {
			if _, err := m.Step(3); err != nil {
				t.Error(err)
			}
			m.Infer(2)
		})
		assert.Zero(t, n, "%+v", l)
	})
}

// The definition, every set of kernels of this machine, buffers that share nothing,
// and scratch that is full of NaN before every step: the same bits.
func TestSameBits(t *testing.T) {
	eachCase(t, func(t *testing.T, _ nn.LayerCase, text string, o nn.Options, l optim.Options) {
		o.Kernels = kernel.Generic()
		m := mustBuild(t, nn.Build, text, o, l)
		_, loss := train(t, m, 5, func() {})
		require.False(t, math.IsNaN(loss) || math.IsInf(loss, 0), "loss %v", loss)
		want := hash(m)
		apart := mustBuild(t, nn.BuildApart, text, o, l)
		train(t, apart, 5, apart.Poison)
		assert.Equal(t, want, hash(apart), "apart")
		shared := mustBuild(t, nn.Build, text, o, l)
		train(t, shared, 5, shared.Poison)
		assert.Equal(t, want, hash(shared), "poisoned")
		for _, k := range kernel.All()[1:] {
			o.Kernels = k
			m := mustBuild(t, nn.Build, text, o, l)
			train(t, m, 5, func() {})
			assert.Equal(t, want, hash(m), k.Name)
		}
	})
}

// Sharing and the choice of kernels change no bit, whatever the net.
func TestSameBitsOfRandomNets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := nn.RandomNet(t)
		l := rapid.SampledFrom(learners).Draw(t, "learner")
		o := nn.Options{Batch: rapid.IntRange(2, 4).Draw(t, "batch"), DType: rapid.SampledFrom([]nn.DType{nn.F32, nn.Half}).Draw(t, "dtype"), Kernels: kernel.Generic()}
		o.FrozenUpTo = rapid.IntRange(0, 2).Draw(t, "frozen")
		a, b := mustBuild(t, nn.Build, text, o, l), mustBuild(t, nn.BuildApart, text, o, l)
		o.Kernels = kernel.Best()
		c := mustBuild(t, nn.Build, text, o, l)
		train(t, a, 3, a.Poison)
		train(t, b, 3, b.Poison)
		train(t, c, 3, c.Poison)
		if hash(a) != hash(b) {
			t.Fatal("sharing buffers changes the weights")
		}
		if hash(a) != hash(c) {
			t.Fatal("kernels change the weights")
		}
	})
}

// Inference of a trained net gives the same with shared and private buffers, and
// with a model that has no optimiser.
func TestSameInference(t *testing.T) {
	eachCase(t, func(t *testing.T, c nn.LayerCase, text string, o nn.Options, l optim.Options) {
		m := mustBuild(t, nn.Build, text, o, l)
		train(t, m, 2, func() {})
		s, err := nn.Parse(text)
		require.NoError(t, err)
		plain, err := nn.Build(s, nn.Options{Batch: 3, DType: o.DType})
		require.NoError(t, err)
		for i, n := range m.Tensors() {
			copy(plain.Tensors()[i].Tensor.Floats(), n.Tensor.Floats())
			copy(plain.Tensors()[i].Tensor.Halves(), n.Tensor.Halves())
		}
		plain.Poison()
		nn.FillBatch(m, 3, 5)
		nn.FillBatch(plain, 3, 5)
		assert.Equal(t, m.Infer(3), plain.Infer(3))
		assert.Less(t, plain.Size(), m.Size())
	})
}

// A pass leaves its batch as it was: what was inferred can be learned next.
func TestPassKeepsItsBatch(t *testing.T) {
	for _, layers := range []string{"flatten\nrelu\ntanh\ndense 4\nrelu", "conv1d 4 kernel=3\nrelu\nconv1d 9 kernel=3 pad=same\nbatchnorm"} {
		for frozen := range 3 {
			o := nn.Options{Batch: 3, FrozenUpTo: frozen}
			text := "input 12x3\n" + layers + "\ndense 3\nloss softmax"
			a, b := mustBuild(t, nn.Build, text, o, learners[0]), mustBuild(t, nn.Build, text, o, learners[0])
			for _, m := range []*nn.Model{a, b} {
				nn.FillBatch(m, 3, 4)
			}
			first := slices.Clone(a.Infer(3))
			assert.Equal(t, first, a.Infer(3))
			for range 2 {
				for _, m := range []*nn.Model{a, b} {
					_, err := m.Step(3)
					require.NoError(t, err)
				}
				a.Infer(3)
			}
			assert.Equal(t, hash(b), hash(a), "%q, %d frozen", layers, frozen)
		}
	}
}

func TestLossFalls(t *testing.T) {
	eachCase(t, func(t *testing.T, c nn.LayerCase, text string, o nn.Options, _ optim.Options) {
		m := mustBuild(t, nn.Build, text, o, optim.Options{Rates: "backmatch", Updater: "sgd", Steps: 60})
		first, last := train(t, m, 60, func() {})
		want := first / 2
		if c.Kind == "dropout" {
			want = first
		}
		assert.Less(t, last, want)
	})
}

// Where the budget is short gradients are computed twice: less memory, the same
// weights.
func TestRecompute(t *testing.T) {
	const text = "input 20x8\nconv1d 16 kernel=9 pad=same\nrelu\nconv1d 64 kernel=9\nconv1d 8 kernel=7 groups=4\nflatten\ndense 40\nrelu\ndense 3\nloss softmax"
	for _, d := range []nn.DType{nn.F32, nn.Half} {
		for _, l := range learners[:4] {
			t.Run(fmt.Sprint(d, " ", l.Rates, " ", l.Updater), func(t *testing.T) {
				o := nn.Options{Batch: 3, DType: d}
				keeps := mustBuild(t, nn.Build, text, o, l)
				again := mustBuild(t, nn.BuildTwice, text, o, l)
				if l.Updater != "adam" {
					assert.Less(t, again.Size(), keeps.Size())
				}
				train(t, keeps, 6, keeps.Poison)
				train(t, again, 6, again.Poison)
				assert.Equal(t, hash(keeps), hash(again))
				if o.Budget = again.Size(); l.Updater != "adam" {
					assert.Equal(t, again.Size(), mustBuild(t, nn.Build, text, o, l).Size(), "the budget asks for it")
				}
			})
		}
	}
}
