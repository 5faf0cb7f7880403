package fewshot

import (
	"edgetune/firmware/bundle"
	"edgetune/firmware/memory"
	"edgetune/nn"
)

// remember makes the windows for the new file: those of all stores and the shots, with
// logits for one class more, and the anchors.
func remember(net nn.Net, k Known, shots []Shot, others []*memory.Store) (*bundle.Kept, error) {
	l := k.Kept.Coreset.Layout
	l.Classes, l.Logits = net.Outputs(), net.Outputs()
	out := &bundle.Kept{}
	var err error
	if out.Coreset, err = Remember(net, l, shots, others...); err != nil {
		return nil, err
	}
	if n := k.Kept.Anchors.Len(); n > 0 {
		l.Logits, l.Format = 0, k.Kept.Anchors.Format
		out.Anchors, err = Remember(net, l, nil, k.Kept.Anchors)
	}
	return out, err
}

// Remember returns a store, in layout l, of the windows of others and of the shots, which
// are of the last class of net. Logits that others lack are what net says.
func Remember(net nn.Net, l memory.Layout, shots []Shot, others ...*memory.Store) (*memory.Store, error) {
	n := len(shots)
	for _, s := range others {
		n += s.Len()
	}
	to, err := memory.New(l, n)
	if err != nil {
		return nil, err
	}
	w := &writer{net: net, to: to, row: make([]float32, l.Width), logits: make([]float32, net.Outputs())}
	for _, s := range others {
		w.store(s)
	}
	for _, shot := range shots {
		copy(w.row, shot)
		w.window(net.Outputs()-1, 0)
	}
	return to, nil
}

// writer copies windows into a store with one class more.
type writer struct {
	net         nn.Net
	to          *memory.Store
	row, logits []float32
}

func (w *writer) store(s *memory.Store) {
	for i := range s.Len() {
		s.Row(i, w.row)
		if s.Logits > 0 {
			s.Teacher(i, w.logits[:s.Logits])
		}
		w.window(s.Class(i), s.Logits)
	}
}

// window adds row; of its logits the first known are there, the others are what the
// net says.
func (w *writer) window(class, known int) {
	one := memory.Window{Row: w.row, Class: class}
	if w.to.Logits > 0 {
		w.net.Batch().Put(0, w.row)
		copy(w.logits[known:], w.net.Infer(1)[known:])
		one.Logits = w.logits
	}
	w.to.Add(one)
}
