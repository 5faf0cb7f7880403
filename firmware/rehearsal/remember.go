package rehearsal

import (
	"edgetune/firmware"
	"edgetune/firmware/bundle"
	"edgetune/firmware/memory"
	"edgetune/nn"
)

// remembered is the replay memory: what is learned from, and what the gate looks at.
type remembered struct {
	source  *memory.Store
	stream  *memory.Reservoir
	held    *memory.Reservoir
	anchors *memory.Store
	skills  *memory.Reservoir
}

func (r *remembered) size() int {
	n := r.source.Size() + r.stream.Size()
	if r.held != nil {
		n += r.held.Size() + r.anchors.Size() + r.skills.Size()
	}
	return n
}

// Windows of the gate, held out and anchors each: at most so many, and one of so
// many bytes. Of what was learned since, it keeps a quarter of them.
const (
	gateWindows = 128
	gateBudget  = 8
	skillShare  = 4
)

// remember divides the bytes of the replay memory between gate, source and stream.
func (r Recipe) remember(live nn.Net, kept *bundle.Kept, targets int) (*remembered, error) {
	layout := bundle.KeptLayout(live.Form(), live.Outputs(), targets)
	if err := layout.Check(); err != nil {
		return nil, err
	}
	layout.Format = memory.FormatFor(r.Replay, layout)
	if kept == nil {
		kept = &bundle.Kept{}
	}
	m, budget, seed := &remembered{}, r.Replay, r.Build.Seed
	var err error
	if r.Gate {
		if err = m.guard(kept.Anchors, layout, budget, seed); err != nil {
			return nil, err
		}
		budget -= m.held.Size() + m.anchors.Size() + m.skills.Size()
	}
	more := 0
	if kept.Coreset.Len() > 0 {
		more = layout.Classes - kept.Coreset.Classes
	}
	share := memory.Split(budget, kept.Coreset.Len()+more*firmware.MostShots, layout)
	if m.stream, err = memory.NewReservoir(share.Stream, share.Room, seed); err != nil || share.Coreset == 0 {
		return m, err
	}
	if more > 0 { // who lets the net grow fills it
		m.source, err = memory.New(share.Source, share.Coreset)
		return m, err
	}
	m.source, err = kept.Coreset.Sample(share.Coreset, share.Source.Format, seed)
	return m, err
}

// guard makes room for what the gate looks at.
func (r *remembered) guard(anchors *memory.Store, l memory.Layout, budget int, seed uint32) (err error) {
	l.Logits = 0
	n := min(gateWindows, budget/gateBudget/l.Bytes())
	if r.skills, err = memory.NewReservoir(l, n/skillShare, seed+2); err != nil {
		return err
	}
	if r.held, err = memory.NewReservoir(l, n, seed+1); err != nil || anchors.Len() == 0 {
		return err
	}
	r.anchors, err = anchors.Sample(n, l.Format, seed)
	r.anchors = r.anchors.Widen(l.Classes)
	return err
}
