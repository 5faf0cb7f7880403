package bundle

import (
	"fmt"

	"edgetune/firmware/memory"
	"edgetune/nn"
	"edgetune/nn/codec/native"
)

// Kept is windows of the recording that the net learned from: a replay memory draws
// on the coreset, and the anchors, from which the net never learned, tell whether
// it still knows what it knew. Either may be nil.
type Kept struct {
	Coreset *memory.Store // with the logits of the net as it was trained
	Anchors *memory.Store
}

// Len returns the number of windows.
func (k *Kept) Len() int {
	if k == nil {
		return 0
	}
	return k.Coreset.Len() + k.Anchors.Len()
}

// KeptLayout is how source windows of a net are kept: those of a softmax with its
// logits. Its format is still to be chosen.
func KeptLayout(s nn.Spec, outputs, targets int) memory.Layout {
	l := memory.Layout{Width: s.Input.Len(), Values: targets}
	if targets == 0 {
		l.Classes = max(outputs, 2)
	}
	if s.Loss.Kind == "softmax" {
		l.Logits = outputs
	}
	return l
}

// keptPart is one store in a file: rows, labels and logits under a common name.
type keptPart struct {
	name   string
	store  func(k *Kept) **memory.Store
	logits bool
}

var keptParts = []keptPart{
	{"kept", func(k *Kept) **memory.Store { return &k.Coreset }, true},
	{"anchor", func(k *Kept) **memory.Store { return &k.Anchors }, false},
}

// extras returns the tensors of the file.
func (k *Kept) extras() []native.Extra {
	var all []native.Extra
	if k == nil {
		return nil
	}
	for _, part := range keptParts {
		s := *part.store(k)
		n := s.Len()
		if n == 0 {
			continue
		}
		p := s.Parts()
		all = append(all, matrix(part.name+".rows", n, p.Rows), matrix(part.name+".labels", n, p.Labels))
		if part.logits && s.Logits > 0 {
			all = append(all, matrix(part.name+".logits", n, p.Logits))
		}
	}
	return all
}

// matrix is a tensor of n rows of bytes.
func matrix(name string, n int, b []byte) native.Extra {
	return native.Extra{Name: name, Shape: []int{n, len(b) / n}, Bytes: b}
}

// wanted returns empty tensors for all that a file may hold.
func wanted() []*native.Extra {
	var all []*native.Extra
	for _, part := range keptParts {
		for _, what := range []string{".rows", ".labels", ".logits"} {
			all = append(all, &native.Extra{Name: part.name + what})
		}
	}
	return all
}

// keptFrom joins the tensors of a file, nil when there are none.
func keptFrom(all []*native.Extra, l memory.Layout) (*Kept, error) {
	k := &Kept{}
	for i, part := range keptParts {
		own := l
		if !part.logits {
			own.Logits = 0
		}
		p := memory.Parts{Rows: all[3*i].Bytes, Labels: all[3*i+1].Bytes, Logits: all[3*i+2].Bytes}
		if len(p.Labels) == 0 {
			continue
		}
		s, err := memory.Join(own, p)
		if err != nil {
			return nil, fmt.Errorf("firmware/bundle: the windows %q do not fit the net; train again: %w", part.name, err)
		}
		*part.store(k) = s
	}
	if k.Len() == 0 {
		return nil, nil
	}
	return k, nil
}
