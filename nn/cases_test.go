package nn

import (
	"fmt"
	"strings"
)

// A LayerCase is one layer, or a small net around one, for the tests that walk the
// list of kinds. Its first layer, named "x", is trained and sits on the input, so
// that the layer under test sends a gradient down; a dense layer reads the result.
type LayerCase struct {
	Kind, Name, Input, Layers string
	FrozenStats               bool
}

// Text is the net of the case with the given loss.
func (c LayerCase) Text(loss string) string {
	first := map[int]string{0: "dense " + c.Input, 1: "depthwise1d kernel=1", 2: "depthwise2d kernel=1"}
	return fmt.Sprintf("input %s\nx: %s\n%s\ndense 3\nloss %s\n", c.Input, first[strings.Count(c.Input, "x")], c.Layers, loss)
}

func (c LayerCase) String() string {
	if c.Name == "" {
		return strings.ReplaceAll(c.Layers, "\n", ";")
	}
	return c.Kind + " " + c.Name
}

// LayerCases has at least one case of every kind.
var LayerCases = []LayerCase{
	{Kind: "dense", Input: "7", Layers: "dense 5"},
	{Kind: "dense", Input: "7", Layers: "dense 5 bias=no"},
	{Kind: "dense", Name: "reads a map", Input: "3x2x2", Layers: "dense 4"},
	{Kind: "dense", Name: "wide", Input: "40", Layers: "dense 70"},

	{Kind: "conv1d", Input: "8x3", Layers: "conv1d 4 kernel=3"},
	{Kind: "conv1d", Input: "8x3", Layers: "conv1d 4 kernel=3 bias=no"},
	{Kind: "conv1d", Input: "9x2", Layers: "conv1d 3 kernel=5 pad=same"},
	{Kind: "conv1d", Input: "9x2", Layers: "conv1d 3 kernel=4 stride=2 pad=same"},
	{Kind: "conv1d", Input: "10x2", Layers: "conv1d 3 kernel=2 stride=3"},
	{Kind: "conv1d", Input: "10x2", Layers: "conv1d 3 kernel=3 dilation=2 pad=same"},
	{Kind: "conv1d", Name: "causal", Input: "7x2", Layers: "conv1d 3 kernel=3 dilation=2 pad=4,0"},
	{Kind: "conv1d", Name: "more padding than kernel", Input: "4x2", Layers: "conv1d 3 kernel=3 pad=5,4"},
	{Kind: "conv1d", Name: "kernel longer than the input", Input: "3x2", Layers: "conv1d 3 kernel=5 pad=same"},
	{Kind: "conv1d", Name: "one output", Input: "5x2", Layers: "conv1d 3 kernel=5"},
	{Kind: "conv1d", Name: "pointwise", Input: "5x4", Layers: "conv1d 3 kernel=1"},
	{Kind: "conv1d", Name: "pointwise with stride", Input: "6x2", Layers: "conv1d 3 kernel=1 stride=2"},
	{Kind: "conv1d", Name: "groups", Input: "9x4", Layers: "conv1d 6 kernel=3 groups=2 stride=2 dilation=2 pad=1,2"},
	{Kind: "conv1d", Name: "several tiles", Input: "20x2", Layers: "conv1d 260 kernel=3 pad=same"},

	{Kind: "conv1d", Name: "several tiles of patches", Input: "80x2", Layers: "conv1d 2 kernel=3 pad=same"},
	{Kind: "conv1d", Name: "many channels", Input: "9x8", Layers: "conv1d 3 kernel=5 pad=same"},
	{Kind: "conv1d", Name: "many channels with stride", Input: "9x8", Layers: "conv1d 3 kernel=4 stride=2 pad=2,1"},
	{Kind: "conv1d", Name: "many channels with dilation", Input: "9x8", Layers: "conv1d 3 kernel=3 dilation=2 pad=same"},
	{Kind: "conv1d", Name: "many channels, several tiles", Input: "20x8", Layers: "conv1d 260 kernel=2 pad=same"},

	{Kind: "conv2d", Name: "many channels", Input: "4x5x6", Layers: "conv2d 3 kernel=3 pad=same"},
	{Kind: "conv2d", Name: "many channels with stride", Input: "6x5x6", Layers: "conv2d 3 kernel=2x3 stride=2x1 pad=1,0,2,1"},
	{Kind: "conv2d", Input: "4x5x2", Layers: "conv2d 3 kernel=3"},
	{Kind: "conv2d", Input: "4x5x2", Layers: "conv2d 3 kernel=3 pad=same"},
	{Kind: "conv2d", Input: "5x5x2", Layers: "conv2d 3 kernel=3 stride=2 pad=same"},
	{Kind: "conv2d", Input: "5x6x2", Layers: "conv2d 3 kernel=2x3 stride=2x1 pad=1,0,2,1"},
	{Kind: "conv2d", Input: "6x6x2", Layers: "conv2d 3 kernel=2 dilation=2x3"},
	{Kind: "conv2d", Name: "rows apart", Input: "7x4x6", Layers: "conv2d 3 kernel=3 dilation=2x1 pad=4,1,1,2"},
	{Kind: "conv2d", Name: "rows apart, with a stride", Input: "7x5x6", Layers: "conv2d 3 kernel=3 stride=2x2 dilation=3x1 pad=2,4,2,1"},
	{Kind: "conv2d", Name: "groups", Input: "4x4x4", Layers: "conv2d 4 kernel=3 groups=2 pad=same"},
	{Kind: "conv2d", Name: "depthwise by groups", Input: "4x4x3", Layers: "conv2d 3 kernel=3 groups=3 pad=same bias=no"},
	{Kind: "conv2d", Name: "pointwise", Input: "3x4x3", Layers: "conv2d 5 kernel=1"},
	{Kind: "conv2d", Name: "pointwise with stride", Input: "5x4x3", Layers: "conv2d 5 kernel=1 stride=2"},
	{Kind: "conv2d", Name: "map without channels", Input: "6x5", Layers: "conv2d 3 kernel=3 stride=2"},

	{Kind: "depthwise1d", Input: "8x3", Layers: "depthwise1d kernel=3"},
	{Kind: "depthwise1d", Input: "9x2", Layers: "depthwise1d kernel=4 stride=2 pad=same bias=no"},
	{Kind: "depthwise1d", Input: "9x2", Layers: "depthwise1d kernel=3 dilation=3 pad=2,1"},
	{Kind: "depthwise2d", Input: "4x5x2", Layers: "depthwise2d kernel=3 pad=same"},
	{Kind: "depthwise2d", Name: "rows apart", Input: "7x4x2", Layers: "depthwise2d kernel=3 dilation=2x1 pad=4,2,1,1"},
	{Kind: "depthwise2d", Input: "6x5x2", Layers: "depthwise2d kernel=3x2 stride=2 dilation=1x2 pad=1,1,0,2"},
	{Kind: "depthwise2d", Name: "wide", Input: "3x3x20", Layers: "depthwise2d kernel=2 stride=1x2"},

	{Kind: "batchnorm", Input: "5", Layers: "batchnorm"},
	{Kind: "batchnorm", Input: "4x3", Layers: "batchnorm"},
	{Kind: "batchnorm", Input: "3x4x2", Layers: "batchnorm eps=0.1"},
	{Kind: "batchnorm", Name: "frozen", Input: "4x3", Layers: "batchnorm", FrozenStats: true},
	{Kind: "batchnorm", Name: "wide", Input: "2x300", Layers: "batchnorm"},

	{Kind: "relu", Input: "9", Layers: "relu"},
	{Kind: "relu6", Input: "4x3", Layers: "relu6"},
	{Kind: "leakyrelu", Input: "9", Layers: "leakyrelu"},
	{Kind: "leakyrelu", Input: "9", Layers: "leakyrelu slope=0.3"},
	{Kind: "sigmoid", Input: "4x3", Layers: "sigmoid"},
	{Kind: "tanh", Input: "3x3x2", Layers: "tanh"},
	{Kind: "relu", Name: "more than a chunk", Input: "70x5", Layers: "relu"},

	{Kind: "maxpool1d", Input: "8x3", Layers: "maxpool1d kernel=2"},
	{Kind: "maxpool1d", Input: "9x3", Layers: "maxpool1d kernel=3 stride=2 pad=same"},
	{Kind: "maxpool1d", Input: "9x3", Layers: "maxpool1d kernel=4 stride=1"},
	{Kind: "maxpool1d", Name: "one tap", Input: "9x3", Layers: "maxpool1d kernel=1 stride=2"},
	{Kind: "maxpool2d", Input: "4x6x3", Layers: "maxpool2d kernel=2"},
	{Kind: "maxpool2d", Input: "5x5x3", Layers: "maxpool2d kernel=3 stride=2 pad=1,0,1,1"},
	{Kind: "maxpool2d", Name: "eight bits", Input: "6x6x2", Layers: "maxpool2d kernel=5 stride=1"},
	{Kind: "avgpool1d", Input: "8x3", Layers: "avgpool1d kernel=2"},
	{Kind: "avgpool1d", Input: "9x3", Layers: "avgpool1d kernel=3 stride=2 pad=same"},
	{Kind: "avgpool2d", Input: "4x6x3", Layers: "avgpool2d kernel=2"},
	{Kind: "avgpool2d", Input: "5x5x3", Layers: "avgpool2d kernel=3 stride=2 pad=1,0,1,1"},
	{Kind: "globalpool", Input: "5x3", Layers: "globalpool"},
	{Kind: "globalpool", Input: "3x4x3", Layers: "globalpool"},

	{Kind: "flatten", Input: "3x4x2", Layers: "flatten"},
	{Kind: "flatten", Name: "then in place", Input: "3x4x2", Layers: "flatten\nrelu\ntanh"},
	{Kind: "flatten", Name: "and another reader", Input: "4x3", Layers: "flatten\na: dense 5\nb: dense 5 from=x\nadd from=a,b"},
	{Kind: "flatten", Name: "read last", Input: "4x3", Layers: "a: dense 5 from=x\nf: flatten from=x\nb: dense 5 from=f\nadd from=a,b"},

	{Kind: "add", Name: "identity shortcut", Input: "6", Layers: "dense 6\nb: relu\nadd from=b,x\ntanh"},
	{Kind: "add", Name: "shortcut first", Input: "6x2", Layers: "b: conv1d 2 kernel=3 pad=same\nadd from=x,b\nrelu"},
	{Kind: "add", Name: "three branches", Input: "6", Layers: "a: tanh from=x\nb: dense 6 from=x\nc: sigmoid from=x\nadd from=c,a,b\ntanh"},
	{Kind: "add", Name: "projection", Input: "4x4x2", Layers: "conv2d 3 kernel=3 stride=2 pad=same\nbatchnorm\nb: relu\np: conv2d 3 kernel=1 stride=2 from=x\nadd from=b,p\nrelu"},
	{Kind: "add", Name: "of two sums", Input: "5", Layers: "a: dense 5\nb: add from=a,x\nc: dense 5\nd: add from=c,b\nadd from=d,x"},
	{Kind: "add", Name: "with a view of itself", Input: "5", Layers: "f: flatten\nadd from=x,f\ntanh"},
	{Kind: "add", Name: "of the same activations", Input: "5", Layers: "a: relu from=x\nb: leakyrelu from=x\nc: add from=a,b\nd: tanh from=c\nadd from=c,d,a"},

	{Kind: "dropout", Input: "40", Layers: "dropout p=0.4"},
	{Kind: "dropout", Name: "more than a chunk", Input: "70x5", Layers: "dropout p=0.2"},
}
