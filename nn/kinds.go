package nn

import (
	"fmt"
	"maps"
	"slices"
)

// kind is what a line of the text form may say, and how the layer is made.
type kind struct {
	make   func(NodeSpec) Layer
	args   []string // in the order they are written
	flat   bool     // sizes are along time alone
	trains bool     // has parameters
	inputs int      // how many nodes it reads; 0: two or more
}

var (
	convArgs = []string{"out", "kernel", "stride", "dilation", "pad", "groups", "bias"}
	dwArgs   = []string{"kernel", "stride", "dilation", "pad", "bias"}
	poolArgs = []string{"kernel", "stride", "pad"}
)

// kinds lists every layer: one file each, one line here.
var kinds = map[string]kind{
	"dense":       {make: newDense, args: []string{"out", "bias"}, trains: true, inputs: 1},
	"conv1d":      {make: newConv, args: convArgs, flat: true, trains: true, inputs: 1},
	"conv2d":      {make: newConv, args: convArgs, trains: true, inputs: 1},
	"depthwise1d": {make: newDepthwise, args: dwArgs, flat: true, trains: true, inputs: 1},
	"depthwise2d": {make: newDepthwise, args: dwArgs, trains: true, inputs: 1},
	"batchnorm":   {make: newBatchNorm, args: []string{"eps"}, trains: true, inputs: 1},
	"relu":        {make: newReLU, inputs: 1},
	"relu6":       {make: newReLU, inputs: 1},
	"leakyrelu":   {make: newLeakyReLU, args: []string{"slope"}, inputs: 1},
	"sigmoid":     {make: newSigmoid, inputs: 1},
	"tanh":        {make: newTanh, inputs: 1},
	"maxpool1d":   {make: newMaxPool, args: poolArgs, flat: true, inputs: 1},
	"maxpool2d":   {make: newMaxPool, args: poolArgs, inputs: 1},
	"avgpool1d":   {make: newAvgPool, args: poolArgs, flat: true, inputs: 1},
	"avgpool2d":   {make: newAvgPool, args: poolArgs, inputs: 1},
	"globalpool":  {make: newGlobalPool, inputs: 1},
	"flatten":     {make: newFlatten, inputs: 1},
	"add":         {make: newAdd},
	"dropout":     {make: newDropout, args: []string{"p"}, inputs: 1},
}

var lossKinds = []string{"softmax", "mse", "bce"}

// Kinds returns the names of the layers, sorted.
func Kinds() []string { return slices.Sorted(maps.Keys(kinds)) }

// check finds what no layer of this kind can do without.
func (k kind) check(n NodeSpec) error {
	has := func(arg string) bool { return slices.Contains(k.args, arg) }
	switch {
	case has("out") && n.Out == 0:
		return fmt.Errorf("%s: how many outputs? as in \"%s 32\"", n.Kind, n.Kind)
	case has("kernel") && n.Kernel[1] == 0:
		return fmt.Errorf("%s: no kernel; as in \"kernel=3\"", n.Kind)
	case has("p") && !(n.Value > 0 && n.Value < 1):
		return fmt.Errorf("%s: p must lie between 0 and 1", n.Kind)
	}
	return nil
}
