package fewshot

import (
	"errors"
	"fmt"
	"slices"

	"edgetune/firmware/bundle"
	"edgetune/firmware/memory"
	"edgetune/nn"
	"edgetune/nn/quantise"
)

// Known is a net and all that travels with it in its file.
type Known struct {
	Net    nn.Net // in floating point or integers
	Bundle *bundle.Bundle
	Kept   *bundle.Kept
}

// Shot is one window of the new class: its normalised features.
type Shot []float32

// MostShots bounds the windows that [Add] takes.
const MostShots = 1024

// ErrAlike says that the new windows look like those of the other classes.
var ErrAlike = errors.New("the windows of the new class look like those of the others")

// Add returns a net that also knows the class name, whose windows look like shots.
// k.Kept must hold windows of the other classes; more of them, of the memory of a
// stream say, may come in others. k itself stays as it is.
func Add(k Known, name string, shots []Shot, others ...*memory.Store) (*Known, error) {
	if err := k.check(name, shots); err != nil {
		return nil, err
	}
	all := append([]*memory.Store{k.Kept.Coreset}, others...)
	net, err := Widen(k.Net, 1)
	if err != nil {
		return nil, err
	}
	row, err := NewRow(k.Net, shots, all...)
	if err != nil {
		return nil, err
	}
	row.Into(net, k.Net)
	b := *k.Bundle
	b.Classes = append(slices.Clone(b.Classes), name)
	kept, err := remember(net, k, shots, all)
	return &Known{Net: net, Bundle: &b, Kept: kept}, err
}

func (k *Known) check(name string, shots []Shot) error {
	s := k.Net.Form()
	if err := Check(s, k.Bundle, k.Kept); err != nil {
		return err
	}
	switch {
	case name == "" || slices.Contains(k.Bundle.Classes, name):
		return fmt.Errorf("firmware/fewshot: a class %q; give a name that none of %v has", name, k.Bundle.Classes)
	case len(shots) < 1 || len(shots) > MostShots:
		return fmt.Errorf("firmware/fewshot: %d windows of the new class; give 1 to %d", len(shots), MostShots)
	}
	for _, shot := range shots {
		if len(shot) != s.Input.Len() {
			return fmt.Errorf("firmware/fewshot: a window of %d values, the net reads %d", len(shot), s.Input.Len())
		}
	}
	return nil
}

// Check says why a net of a model file cannot learn a class more; nil: it can.
func Check(s nn.Spec, b *bundle.Bundle, kept *bundle.Kept) error {
	last := s.Nodes[len(s.Nodes)-1]
	switch {
	case s.Loss.Kind != "softmax" || last.Kind != "dense" || len(last.From) > 0 || len(s.Nodes) < 2:
		return fmt.Errorf("firmware/fewshot: a net that ends in %s with the loss %s; only a dense layer with a softmax takes a class more", last.Kind, s.Loss.Kind)
	case len(b.Classes) != last.Out:
		return fmt.Errorf("firmware/fewshot: %d names for %d classes; train on data whose classes have names", len(b.Classes), last.Out)
	case kept == nil || kept.Coreset.Len() == 0:
		return errors.New("firmware/fewshot: no windows of the other classes to tell the new one from; train with --keep")
	}
	return nil
}

// Wider is a net with so many outputs more.
func Wider(s nn.Spec, more int) nn.Spec {
	s.Nodes = slices.Clone(s.Nodes)
	s.Nodes[len(s.Nodes)-1].Out += more
	if len(s.Loss.Weights) > 0 {
		s.Loss.Weights = slices.Clone(s.Loss.Weights)
		for range more {
			s.Loss.Weights = append(s.Loss.Weights, 1)
		}
	}
	return s
}

// Widen returns m, without what learning needs, with so many outputs more. Those say 0
// until a [Row] fills them.
func Widen(m nn.Net, more int) (to nn.Net, err error) {
	o, s := m.Options(), Wider(m.Form(), more)
	if o.DType.Integer() {
		q := quantise.Options{DType: o.DType, Batch: o.Batch}
		q.Kernels, q.Seed, q.Infer = o.Kernels, o.Seed, true
		to, err = quantise.Empty(s, q)
	} else {
		o.Optimizer, o.Budget, o.Teachers = nil, 0, false
		to, err = nn.Build(s, o)
	}
	if err != nil {
		return nil, err
	}
	CopyWider(to, m)
	return to, nil
}

// CopyWider copies a net into one with more outputs, which say 0.
func CopyWider(to, from nn.Net) {
	none := &Row{w: make([]float32, Inputs(from))}
	none.Into(to, from)
}

// Inputs is how many numbers the last layer of a net reads.
func Inputs(m nn.Net) int {
	if n, ok := m.(inIntegers); ok {
		inputs, _ := n.Seen(1)
		return len(inputs)
	}
	blocks := m.(*nn.Model).Blocks()
	return blocks[len(blocks)-1].Rows
}

// body builds the net without its last layer: what the last layer sees.
func body(m *nn.Model) (*nn.Model, error) {
	s := m.Spec
	s.Nodes = s.Nodes[:len(s.Nodes)-1]
	s.Loss = nn.LossSpec{Kind: "mse"}
	o := m.Options()
	o.Optimizer, o.Budget, o.Teachers, o.FrozenUpTo, o.Learn = nil, 0, false, 0, nil
	b, err := nn.Build(s, o)
	if err == nil {
		copyByName(b, m)
	}
	return b, err
}

// copyByName copies the tensors that two nets share.
func copyByName(to, from *nn.Model) {
	known := map[string]*nn.Tensor{}
	for _, t := range from.Tensors() {
		known[t.Name] = t.Tensor
	}
	for _, t := range to.Tensors() {
		if f := known[t.Name]; f != nil && f.Len() == t.Tensor.Len() {
			copy(t.Tensor.Halves(), f.Halves())
			copy(t.Tensor.Floats(), f.Floats())
		}
	}
}
