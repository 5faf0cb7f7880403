package service

import (
	"math"
	"sync"

	"edgetune/firmware"
	"edgetune/firmware/rehearsal"
	"edgetune/fixedpoint"
	"edgetune/nn"
)

// serving is the net that answers: a copy of what the learner lets serve, so that
// answers never wait for a step.
type serving struct {
	mu      sync.Mutex
	recipe  rehearsal.Recipe
	targets targets
	model   firmware.Net // for one window at a time
}

func newServing(r rehearsal.Recipe, ts targets, live firmware.Net) (*serving, error) {
	m, err := r.Serving(live)
	return &serving{recipe: r, targets: ts, model: m}, err
}

// answer is what the net said of a window: a class and how sure it is, or values.
type answer struct {
	class      int
	confidence float32
	values     []float64 // of a regression, in the units of its targets
}

// take copies live again, into another model where it knows more classes, or fewer.
func (s *serving) take(live firmware.Net) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.model.Outputs() == live.Outputs() {
		firmware.CopyTensors(s.model, live)
		return nil
	}
	other, err := s.recipe.Serving(live)
	if err == nil {
		s.model = other
	}
	return err
}

// unasked is a net for a feeder that makes rows and no more: the net that answers gets them
// under its lock, since another one may be copied into it at the same time.
type unasked struct{ nn.Net }

// Batch implements nn.Net.
func (unasked) Batch() nn.Batch { return nowhere{} }

// nowhere is a batch that keeps nothing.
type nowhere struct{}

// Put implements nn.Batch.
func (nowhere) Put(int, []float32) {}

// Class implements nn.Batch.
func (nowhere) Class(int, int) {}

// Target implements nn.Batch.
func (nowhere) Target(int, []float32) {}

// Teach implements nn.Batch.
func (nowhere) Teach(int, []float32) {}

// answer says what the window of these features is.
func (s *serving) answer(row []float32) (a answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.model.Batch().Put(0, row)
	out := s.model.Infer(1)
	if len(s.targets) > 0 {
		a.values = s.targets.physical(out)
		return a
	}
	a.class, a.confidence = classOf(out)
	return a
}

// classOf says what logits mean, and how sure that is: their softmax, the logistic function
// of a single one.
func classOf(out []float32) (class int, confidence float32) {
	if len(out) == 1 {
		p := 1 / (1 + fixedpoint.Exp(float32(-math.Abs(float64(out[0])))))
		if out[0] > 0 {
			return 1, p
		}
		return 0, p
	}
	class = firmware.Top(out)
	var sum float32
	for _, v := range out {
		sum += fixedpoint.Exp(v - out[class])
	}
	return class, 1 / sum
}
