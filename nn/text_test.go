package nn

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// A new kind of layer without a case fails here.
func TestEveryKindHasACase(t *testing.T) {
	for _, k := range Kinds() {
		require.True(t, slices.ContainsFunc(LayerCases, func(c LayerCase) bool { return c.Kind == k }), k)
	}
}

func TestParse(t *testing.T) {
	s, err := Parse("input 16x8x3\nconv2d 4 kernel=3 stride=2x1 pad=same bias=no # first\nskip: relu\n\nconv2d 4 kernel=1x3 pad=0,0,1,1\nb: batchnorm eps=0.01\nadd from=b,skip\nleakyrelu slope=0.25\nloss softmax weights=1,2.5 smooth=0.1\n")
	require.NoError(t, err)
	assert.Equal(t, Shape{16, 8, 3}, s.Input)
	assert.Equal(t, NodeSpec{Kind: "conv2d", Out: 4, Kernel: [2]int{3, 3}, Stride: [2]int{2, 1}, Pad: Padding{Same: true}, NoBias: true}, s.Nodes[0])
	assert.Equal(t, Padding{Left: 1, Right: 1}, s.Nodes[2].Pad)
	assert.Equal(t, []string{"b", "skip"}, s.Nodes[4].From)
	assert.Equal(t, float32(0.25), s.Nodes[5].Value)
	assert.Equal(t, LossSpec{Kind: "softmax", Weights: []float32{1, 2.5}, Smooth: 0.1}, s.Loss)
}

// Parse and String are each other's inverse.
func TestTextRoundTrip(t *testing.T) {
	for _, c := range LayerCases {
		roundTrip(t, c.Text("softmax weights=1,0.5,3"))
	}
	rapid.Check(t, func(t *rapid.T) { roundTrip(t, RandomNet(t)) })
}

// reporter is what testing and rapid share.
type reporter interface {
	Helper()
	Errorf(string, ...any)
	FailNow()
}

func roundTrip(t reporter, text string) Spec {
	t.Helper()
	s, err := Parse(text)
	require.NoError(t, err)
	again, err := Parse(s.String())
	require.NoError(t, err, s.String())
	require.Equal(t, s, again)
	return s
}

// Nets that cannot be are refused, with the line or the layer and what to do.
func TestMalformedNets(t *testing.T) {
	for _, c := range []struct{ name, net, want string }{
		{"empty", "", "no input line"},
		{"no layers", "input 3\nloss mse", "no layers"},
		{"no loss", "input 3\ndense 3", "no loss line"},
		{"two inputs", "input 3\ninput 4\ndense 3\nloss mse", "line 2"},
		{"two losses", "input 3\ndense 3\nloss mse\nloss mse", "line 4"},
		{"unknown layer", "input 3\ndens 3\nloss mse", `unknown layer "dens"; there are add`},
		{"unknown word", "input 3\ndense 3 size=4\nloss mse", `unknown word "size=4"`},
		{"unknown loss", "input 3\ndense 3\nloss hinge", "loss is one of"},
		{"weights of mse", "input 3\ndense 3\nloss mse weights=1", "takes no word"},
		{"weights not finite", "input 3\ndense 3\nloss softmax weights=1,inf,1", "positive number"},
		{"negative count", "input 3\ndense -3\nloss mse", "not a count"},
		{"count too large", "input 3\ndense 99999999999999999999\nloss mse", "not a count"},
		{"no units", "input 3\ndense\nloss mse", "how many outputs"},
		{"no kernel", "input 3x3\nconv1d 3\nloss mse", "no kernel"},
		{"no rate", "input 3\ndropout\nloss mse", "p must lie"},
		{"rate 1", "input 3\ndropout p=1\nloss mse", "p must lie"},
		{"rate NaN", "input 3\ndropout p=nan\nloss mse", "positive number"},
		{"bias", "input 3\ndense 3 bias=maybe\nloss mse", "want yes or no"},
		{"two sizes in a 1-D layer", "input 9x3\nconv1d 3 kernel=3x3\nloss mse", "want one size"},
		{"negative padding", "input 9x3\nconv1d 3 kernel=3 pad=-1,1\nloss mse", "padding"},
		{"input too large", "input 1048576x1048576x1048576\ndense 3\nloss mse", "too large"},
		{"four extents", "input 2x2x2x2\ndense 3\nloss mse", "three extents"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse(c.net)
			require.ErrorContains(t, err, c.want)
		})
	}
}

// What only Build can see.
func TestImpossibleNets(t *testing.T) {
	for _, c := range []struct{ name, net, want string }{
		{"unknown name", "dense 3 from=nobody", `no earlier layer is named "nobody"`},
		{"name taken", "a: relu\na: relu", `the name "a" is taken`},
		{"name of a layer without one", "2.relu: relu\nrelu", `the name "2.relu" is taken`},
		{"name of the input", "input: relu", `the name "input" is taken`},
		{"one branch", "add from=input", "reads 1 layers"},
		{"two branches", "a: relu\nrelu from=input,a", "reads 2 layers"},
		{"one branch twice", "a: relu\nadd from=a,a", `reads "a" twice`},
		{"no reader", "dense 4\ndense 3 from=input", "no layer reads it"},
		{"kernel longer than the window", "conv1d 3 kernel=9", "kernel 9 is longer than the window 8x4"},
		{"2-D layer", "conv2d 3 kernel=9", "shorten the kernel"},
		{"groups", "conv1d 3 kernel=3 groups=2", "groups do not divide"},
		{"1-D layer on a vector", "flatten\nconv1d 3 kernel=3", "1-D layer reads time x channel"},
		{"different shapes", "a: conv1d 3 kernel=1\nadd from=a,input", "cannot add"},
		{"nothing to average", "flatten\nglobalpool", "no positions"},
		{"large pool", "maxpool2d kernel=1x300 pad=0,0,299,0", "256"},
		{"window in the padding", "maxpool1d kernel=2 pad=2,0", "pad less than the kernel"},
		{"too many weights", "dense 1048576\ndense 1048576", "weights are more than"},
		{"too many values", "conv1d 1048576 kernel=1 pad=1048576,1048576", "too many"},
		{"long kernel", "conv1d 3 kernel=1048576 dilation=1048576 pad=same", "too long"},
		{"class weights", "dense 3\nrelu", "2 class weights for 3 outputs"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := Parse("input 8x4\n" + c.net + "\nloss softmax weights=1,2")
			require.NoError(t, err)
			_, err = Build(s, Options{Batch: 2, Optimizer: newProbe(), Budget: 1 << 20})
			require.ErrorContains(t, err, c.want)
			assert.True(t, strings.HasPrefix(err.Error(), "nn: "), err)
		})
	}
	s, err := Parse("input 8\nrelu\nloss mse")
	require.NoError(t, err)
	_, err = Build(s, Options{Optimizer: newProbe()})
	require.ErrorContains(t, err, "freeze fewer layers")
}

// Tensors are found by name in the model file.
func TestTensorNames(t *testing.T) {
	s, err := Parse("input 8x4\nbatchnorm\nb: batchnorm\nconv1d 3 kernel=3\nbatchnorm\ndense 3 bias=no\nloss mse")
	require.NoError(t, err)
	m, err := Build(s, Options{})
	require.NoError(t, err)
	var names []string
	for _, n := range m.Tensors() {
		assert.Equal(t, n.Shape.Len(), n.Tensor.Len(), n.Name)
		names = append(names, n.Name)
	}
	assert.Equal(t, []string{
		"1.batchnorm.weight", "1.batchnorm.bias", "1.batchnorm.mean", "1.batchnorm.variance",
		"b.weight", "b.bias", "b.mean", "b.variance", "3.conv1d.weight", "3.conv1d.bias",
		"4.batchnorm.weight", "4.batchnorm.bias", "4.batchnorm.mean", "4.batchnorm.variance", "5.dense.weight",
	}, names)
}

// A spec that did not come from Parse is checked as well.
func TestBuildChecksSpecs(t *testing.T) {
	ok := Spec{Input: Shape{8, 4}, Nodes: []NodeSpec{{Kind: "conv1d", Out: 3, Kernel: [2]int{0, 3}}}, Loss: LossSpec{Kind: "mse"}}
	_, err := Build(ok, Options{})
	require.NoError(t, err)
	for name, change := range map[string]func(*Spec){
		"no shape":         func(s *Spec) { s.Input = nil },
		"extent 0":         func(s *Spec) { s.Input = Shape{8, 0} },
		"unknown kind":     func(s *Spec) { s.Nodes[0].Kind = "lstm" },
		"no kernel":        func(s *Spec) { s.Nodes[0].Kernel = [2]int{} },
		"negative units":   func(s *Spec) { s.Nodes[0].Out = -1 },
		"negative padding": func(s *Spec) { s.Nodes[0].Pad.Left = -1 },
		"loss":             func(s *Spec) { s.Loss.Kind = "" },
		"class weight":     func(s *Spec) { s.Loss = LossSpec{Kind: "softmax", Weights: []float32{1, -1, 1}} },
	} {
		t.Run(name, func(t *testing.T) {
			s, err := Parse(ok.String())
			require.NoError(t, err)
			change(&s)
			_, err = Build(s, Options{})
			require.Error(t, err)
		})
	}
	_, err = Build(ok, Options{Batch: 1 << 30})
	require.ErrorContains(t, err, "lower the batch")
}

// Whatever the text, Parse and Build give a net that can be written and read again,
// or an error; they neither panic nor ask for memory beyond the budget.
func FuzzParse(f *testing.F) {
	for _, c := range LayerCases {
		f.Add(c.Text("softmax"))
	}
	f.Add("input 1048576\ndense 1048576 bias=no\nloss softmax weights=1e-38 smooth=0.99999999")
	f.Add("input 3x3x3\nx:: conv2d 1048576 kernel=1048576 stride=1048576 dilation=1048576 pad=1048576,1048576,1048576,1048576 groups=3\nloss bce")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 2000 {
			return
		}
		s, err := Parse(text)
		if err != nil {
			return
		}
		again := roundTrip(t, s.String())
		require.Equal(t, s, again)
		m, err := Build(s, Options{Batch: 2, Optimizer: newProbe(), Budget: 64 << 10, DType: DType(len(text) % 2)})
		switch {
		case err == nil && m.Size() > 64<<10:
			t.Error("the budget does not hold")
		case err != nil && !strings.HasPrefix(err.Error(), "nn: "):
			t.Error(err)
		case errors.Is(err, ErrBudget) && m != nil:
			t.Error("a model beside an error")
		}
	})
}
