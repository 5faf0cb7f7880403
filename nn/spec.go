package nn

// Spec is a net as plain data. It travels in the model file; [Parse] and
// [Spec.String] give it a text form.
type Spec struct {
	Input Shape      // of one sample
	Nodes []NodeSpec // node i reads earlier nodes; the last one feeds the loss
	Loss  LossSpec
}

// NodeSpec describes one layer. Fields that its kind does not use are zero.
type NodeSpec struct {
	Kind     string
	Name     string
	From     []string // names of earlier nodes, "input" or empty for the one before
	Out      int      // units or output channels
	Kernel   [2]int   // y, x; time in x
	Stride   [2]int
	Dilation [2]int
	Pad      Padding
	Groups   int
	Value    float32 // dropout probability, slope of LeakyReLU, epsilon of BatchNorm
	NoBias   bool
}

// Padding is zeros around the input: Same keeps ceil(size/stride) positions, as
// TensorFlow does; otherwise the four explicit counts hold (zero: "valid").
type Padding struct {
	Same                     bool
	Top, Bottom, Left, Right int
}

// LossSpec is the head: softmax (cross-entropy), mse or bce, over the last node.
type LossSpec struct {
	Kind    string
	Weights []float32 // of the classes, softmax only; empty: all 1
	Smooth  float32   // share of the target spread over all classes, softmax only
}
