package nn

// Net is a net that learns in one block of memory, whatever it computes in: [Model]
// in floating point, integer.Net in integers.
type Net interface {
	// Form is the net as plain data.
	Form() Spec
	// Options are what it was built with.
	Options() Options
	// Outputs is the number of values that it gives for one sample.
	Outputs() int
	// Batch is where samples go.
	Batch() Batch
	// Step learns from the first rows samples of the batch.
	Step(rows int) (Report, error)
	// Infer returns the outputs of the first rows samples, [rows × Outputs], valid
	// until the next call.
	Infer(rows int) []float
	// Tensors are all that a model file holds of it, those of large elements first.
	Tensors() []Named
	// Shares are all that could learn, layer by layer; in integers as lists of channels.
	Shares() Learning
	// Size is the bytes of the block, Memory every piece of it by name.
	Size() int
	Memory() []Usage
}

// Batch is where the samples of the next step go.
type Batch interface {
	// Put writes sample i. x has as many values as the input.
	Put(i int, x []float)
	// Class sets the class of sample i, of a net that ends in softmax.
	Class(i, class int)
	// Target sets the target vector of sample i, of other nets.
	Target(i int, y []float)
	// Teach gives sample i the logits of a teacher in the following steps, or, for
	// nil, none. Nets built without room for teachers, and losses
	// other than softmax ignore it.
	Teach(i int, logits []float)
}

// Form returns what the model was built from.
func (m *Model) Form() Spec { return m.Spec }
