package integer

import (
	"edgetune/nn"
	"edgetune/nn/integer/op"
)

// Kind names a layer.
type Kind string

// The layers of a net.
const (
	Dense      Kind = "dense"      // y = W·x + b, an input of more axes read as one vector
	Conv       Kind = "conv"       // over height and width, or over width alone; also grouped
	MaxPool    Kind = "maxpool"    // of the windows of Kernel, Stride, Dilation, Pad
	AvgPool    Kind = "avgpool"    // mean of the windows, padding aside
	GlobalPool Kind = "globalpool" // mean over height and width
	Add        Kind = "add"        // sum of two layers of one shape
	ReLU6      Kind = "relu6"      // 0 to 6
	LeakyReLU  Kind = "leakyrelu"  // x, or Slope·x below 0
	Sigmoid    Kind = "sigmoid"
	Tanh       Kind = "tanh"
)

// Each, as Out and Groups of a Conv, makes it depthwise: one output of each input
// channel.
const Each = -1

// Spec describes a net. Layer i reads layer i-1.
type Spec struct {
	Input      op.Shape // N is the largest batch
	InputScale float64  // s_in: the input is rounded to its multiples
	Form       nn.Spec  // the net that this one stands for; its loss, softmax where it names none
	Blank      bool     // the layers have no parameters yet: a file will bring them, see [Net.Loaded]
	Layers     []Layer  // the last is linear, without ReLU: its outputs are the logits
}

// Layer describes one layer. Fields that its kind does not use are zero.
type Layer struct {
	Kind     Kind
	From     []int  // the layers that it reads, -1 the input; nil: the one before
	Name     string // in the model file and in errors
	Out      int    // units or channels, linear layers
	Kernel   [2]int // y, x; time in x
	Stride   [2]int // 0 counts as 1
	Dilation [2]int // 0 counts as 1
	Pad      Padding
	Groups   int     // 0 counts as 1
	ReLU     bool    // linear layers
	Slope    float64 // of LeakyReLU
	Params   Params
	Scale    float64 // s_y of a linear layer; ignored in the last
	Zero     int32   // z_y of a linear layer without ReLU; ignored in the last
}

// Padding is zeros around the input: Same keeps ceil(size/stride) positions, as
// TensorFlow does; otherwise the four explicit counts hold.
type Padding struct {
	Same                     bool
	Top, Bottom, Left, Right int
}

// Params are the weights of a linear layer.
type Params struct {
	W      []int16   // W16 [out × taps high × taps wide × in/groups], at most ±32639
	WScale []float64 // s_w [out]; a weight is W16·s_w/256
	B      []int32   // [out]
	BScale float64   // s_b; a bias is B·s_b
}

// window returns the geometry of the layer over in, and the shape of its output but
// for the channels.
func (l *Layer) window(in op.Shape) (op.Window, op.Shape) {
	w := op.Window{
		H: max(l.Kernel[0], 1), W: max(l.Kernel[1], 1),
		StrideH: max(l.Stride[0], 1), StrideW: max(l.Stride[1], 1),
		DilationH: max(l.Dilation[0], 1), DilationW: max(l.Dilation[1], 1),
		Top: l.Pad.Top, Left: l.Pad.Left,
	}
	out := in
	if l.Pad.Same {
		w.Top, out.H = op.Same(in.H, w.H, w.StrideH, w.DilationH)
		w.Left, out.W = op.Same(in.W, w.W, w.StrideW, w.DilationW)
		return w, out
	}
	out.H = op.Valid(in.H+l.Pad.Top+l.Pad.Bottom, w.H, w.StrideH, w.DilationH)
	out.W = op.Valid(in.W+l.Pad.Left+l.Pad.Right, w.W, w.StrideW, w.DilationW)
	return w, out
}
