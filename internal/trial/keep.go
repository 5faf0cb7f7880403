package trial

import (
	"context"
	"slices"

	"edgetune/firmware"
	"edgetune/firmware/bundle"
	"edgetune/firmware/memory"
	"edgetune/nn"
)

// Anchors are at most so many windows, one of so many rows, and one of so many of
// the bytes to keep.
const (
	mostAnchors  = 128
	anchorRows   = 10
	anchorBudget = 4
)

// kept chooses the rows of source_train that go into the model file.
type kept struct {
	layout  memory.Layout
	anchors []int32 // the net never learns from them
	learned []int32 // all others
	room    int     // windows of the coreset
}

// setAside divides the rows between anchors and learning.
func (t *training) setAside(m *nn.Model) {
	rows := t.rows
	t.kept = kept{learned: rows, layout: bundle.KeptLayout(m.Spec, m.Outputs(), len(t.bundle.Targets))}
	l := &t.kept.layout
	l.Format = memory.FormatFor(t.Keep, *l)
	if t.Keep < l.Bytes() || l.Check() != nil || t.layout.Steps != t.folder.Layout().Steps {
		return
	}
	small := *l
	small.Logits = 0
	n := min(mostAnchors, len(rows)/anchorRows, t.Keep/anchorBudget/small.Bytes())
	chosen := memory.Choose(len(rows), n, t.Seed, t.classOf(rows))
	t.kept.learned = nil
	for i, row := range rows {
		if _, found := slices.BinarySearch(chosen, i); found {
			t.kept.anchors = append(t.kept.anchors, row)
		} else {
			t.kept.learned = append(t.kept.learned, row)
		}
	}
	t.kept.room = (t.Keep - n*small.Bytes()) / l.Bytes()
}

func (t *training) classOf(rows []int32) func(i int) int {
	return func(i int) int { return t.folder.Label(int(rows[i])).Class }
}

// keep collects the windows for the model file, nil for none.
func (t *training) keep(ctx context.Context, m *nn.Model) (*bundle.Kept, error) {
	k := t.kept
	if k.room < 1 {
		return nil, nil
	}
	var coreset []int32
	for _, i := range memory.Choose(len(k.learned), k.room, t.Seed, t.classOf(k.learned)) {
		coreset = append(coreset, k.learned[i])
	}
	out := &bundle.Kept{}
	var err error
	if out.Coreset, err = t.collect(ctx, m, k.layout, coreset); err != nil {
		return nil, err
	}
	k.layout.Logits = 0
	out.Anchors, err = t.collect(ctx, m, k.layout, k.anchors)
	return out, err
}

// collect fills a store with rows, and with what m says of them.
func (t *training) collect(ctx context.Context, m *nn.Model, l memory.Layout, rows []int32) (*memory.Store, error) {
	s, err := memory.New(l, len(rows))
	if err != nil {
		return nil, err
	}
	feed, err := firmware.NewFeeder(t.folder.Replay(rows), t.bundle, m)
	if err != nil {
		return nil, err
	}
	for range rows {
		w, err := feed.Next(ctx, 0)
		if err != nil {
			return nil, err
		}
		one := memory.Window{Row: feed.Row(), Class: w.Label.Class, Values: feed.Targets(w)}
		if l.Logits > 0 {
			one.Logits = m.Infer(1)
		}
		s.Add(one)
	}
	return s, nil
}
