package nn

// Optimizer changes the parameters, one node at a time, last node first. Package
// optim has the implementations.
type Optimizer interface {
	// Plan plans the optimiser's state and scratch in the model's block.
	Plan(p *Planner, blocks []*Block, d DType) error
	// Begin starts step number info.Step.
	Begin(info StepInfo)
	// Visit sees every node on the way down, before any parameter below or at it
	// changes. layer is the node's layer.
	Visit(node int, from []int, layer Layer, s *Pass)
	// Update changes the parameters of one node. It reports false, and changes
	// nothing, when the gradient is not finite.
	Update(b *Block, layer Trainable, s *Pass) bool
}

// Visitor is an optimiser that may read the inputs of layers in Visit, so that those of
// layers which do not learn are kept for it.
type Visitor interface{ VisitsInputs() bool }

// StepInfo is what an optimiser must know of a step.
type StepInfo struct {
	Step    int   // 1, 2, …
	Rows    int   // samples in the batch
	Unscale float // 1 / loss scale: gradients are multiplied by it
	Classes int   // among which the net chooses; 0: the loss is not softmax
}
