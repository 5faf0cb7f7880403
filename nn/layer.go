package nn

import "edgetune/internal/kernel"

// Layer is one node of the net. All memory that a pass needs is planned in Plan,
// where everything that can fail fails.
type Layer interface {
	// Plan checks the input shapes, plans buffers of the layer's own, and returns
	// the shape of the output.
	Plan(at *Site) (Shape, error)
	// Traits says what the passes read and what they may overwrite.
	Traits() Traits
	Forward(s *Pass)
	// Backward writes (or adds, see Pass.Add) the gradient of each wanted input,
	// computed with the weights that Forward used.
	Backward(s *Pass)
}

// Trainable is a layer with parameters: a matrix W [rows × cols], one column per
// output channel, and perhaps a bias row.
type Trainable interface {
	Layer
	Block() *Block
	// Grad writes rows [rows.From, rows.To) of the gradient of W into dst.
	Grad(s *Pass, rows Span, dst []float)
	// GradBias writes the gradient of the bias row.
	GradBias(s *Pass, dst []float)
	// Mean writes the mean of the layer's input, Block.Means values.
	Mean(s *Pass, dst []float)
}

// Span is a range of rows.
type Span struct{ From, To int }

// Len returns the number of rows.
func (s Span) Len() int { return s.To - s.From }

// Block is the parameters of one layer.
type Block struct {
	Name       string
	Node       int
	Rows, Cols int
	W          Tensor // [Rows × Cols]
	B          Tensor // [Cols], float32
	NoBias     bool
	// Groups column groups read inputs of their own; Means is the number of input
	// channels over all groups, 0 where W does not multiply an input (BatchNorm).
	// Row r of group g reads channel g*Means/Groups + r%(Means/Groups).
	Groups, Means int
	// Factors is the most rows that the gradient of W is a product of, Xᵀ·dY with X
	// [rows × Rows] the layer's input and dY [rows × Cols]; 0 where it has no such form.
	Factors int
	State   []Named // statistics that travel with the parameters, by short names
	Part    Part    // that learns
	none    Tensor
}

// HasBias reports whether there is a bias row.
func (b *Block) HasBias() bool { return !b.NoBias }

// Learned returns the tensors that learning changes, empty ones in the place of others.
func (b *Block) Learned() [2]*Tensor {
	t := [2]*Tensor{&b.none, &b.none}
	if b.Part == Weights {
		t[0] = &b.W
	}
	if b.Part > Nothing && b.HasBias() {
		t[1] = &b.B
	}
	return t
}

// Named is a tensor of the model file.
type Named struct {
	Name   string
	Shape  Shape
	Tensor *Tensor
}

// Traits is what the planner must know of a layer.
type Traits struct {
	KeepX, KeepY bool // Backward reads the inputs, the output
	GradX        bool // Grad reads the inputs
	InPlace      bool // Forward may write its output over its first input
	InPlaceGrad  bool // Backward may write dx over dy
	View         bool // output and gradient are the input's and gradient's own bytes
}

// Site is where a layer stands while it is planned.
type Site struct {
	*Planner
	Index, Batch int
	DType        DType
	In           []Shape
	Training     bool // the node gets a gradient
	Part         Part // of its parameters that learn
	WantDX       bool // some input of it wants one
	FrozenStats  bool // BatchNorm uses its running statistics
}

// Pass is what a layer sees of one step.
type Pass struct {
	K       *kernel.Set
	Rows    int // samples in this step
	Train   bool
	Counter uint32 // of training steps, for random numbers
	Seed    uint32
	// HeadFactor is the local Hessian of the loss that starts the back-matching walk.
	HeadFactor float

	X   []*Tensor
	Y   *Tensor
	DX  []*Tensor // nil: not wanted
	DY  *Tensor
	Add []bool     // DX holds the part of a later node: add to it
	Row [3][]float // scratch, each at least as long as chunk and any channel vector
}

// chunk is how many elements an element-wise pass handles at a time.
const chunk = 256

// open returns room for n outputs from element lo of t on: the tensor's own
// memory, or tile for float16.
func open(t *Tensor, lo, n int, tile []float) []float {
	if t.DType == Half {
		return tile[:n]
	}
	return t.f32[lo : lo+n]
}

// openDX is open for the gradient of input j, zero or what it holds already.
func (s *Pass) openDX(j, lo, n int, tile []float) []float {
	dx := s.DX[j]
	out := open(dx, lo, n, tile)
	switch {
	case !s.Add[j]:
		clear(out)
	case dx.DType == Half:
		s.K.Widen(out, dx.f16[lo:lo+n])
	}
	return out
}

// emit writes v into the gradient of input j, or adds it.
func (s *Pass) emit(j, lo int, v []float) {
	dx := s.DX[j]
	if s.Add[j] {
		old := dx.Read(s.K, lo, lo+len(v), s.Row[2])
		s.K.Add(old, v)
		v = old
	}
	dx.Write(s.K, lo, v)
}
