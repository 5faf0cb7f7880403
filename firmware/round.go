package firmware

import (
	"time"

	"edgetune/firmware/memory"
	"edgetune/fixedpoint"
)

// round is the windows that arrived since the last one.
type round struct {
	n       int // to learn from
	arrived int // with those held out
	rows    [RoundWindows][]float32
	classes [RoundWindows]int
	values  [RoundWindows][]float32
	order   [RoundWindows]int32
}

// arrive takes one window: into the round and the memory, or behind the gate.
func (r *Rehearser) arrive(e Example) error {
	i := r.round.n
	memory.Int8.Quantise(e.Row)
	if len(e.Values) > 0 {
		e.Class = 0
	}
	if r.Log != nil {
		r.entry = appendWindow(r.entry[:0], e)
		if err := r.log(entryWindow, r.entry); err != nil {
			return err
		}
	}
	r.round.arrived++
	r.last, r.newest = e.At, max(r.newest, e.At)
	copy(r.round.rows[i], e.Row)
	copy(r.round.values[i], e.Values)
	r.round.classes[i] = e.Class
	one := memory.Window{Row: r.round.rows[i], Class: e.Class, Values: r.round.values[i]}
	if r.Gate != nil && r.Gate.holds() {
		r.Gate.Held.Take(one)
		return nil
	}
	r.Stream.Take(one)
	r.round.n++
	return nil
}

const rehearseStream = 0x72656872 // of the random numbers

// draws is one stream of random numbers.
type draws struct{ key, at uint32 }

func (d *draws) next() uint32 {
	d.at++
	return fixedpoint.Rand(d.key, d.at)
}

// step takes one step on a batch from round, source and stream.
func (r *Rehearser) step() error {
	r.report.Step++
	rows := r.fill()
	r.Model.TeacherWeight(float32(r.report.Step) / float32(r.report.Step+teacherSteps))
	start := time.Now()
	done, err := r.Model.Step(rows)
	if err != nil {
		return err
	}
	r.report.Took += time.Since(start)
	r.report.Rows += rows
	r.report.Skipped += done.Skipped
	r.report.Loss += done.Loss
	r.credit -= rows
	r.Average.Follow(r.Model)
	return nil
}

// fill returns how many rows of the batch it filled.
func (r *Rehearser) fill() int {
	d := draws{key: fixedpoint.Key(r.Model.Options().Seed, uint32(r.report.Step), rehearseStream)}
	fresh := r.fresh(&d)
	source, stream := shares(RoundBatch-fresh, r.Source.Len(), r.Stream.Len())
	for i := range source {
		r.fromSource(&d, fresh+i)
	}
	for i := range stream {
		r.fromStream(&d, fresh+source+i)
	}
	return fresh + source + stream
}

// shares divides rows between source and stream, evenly where both have windows.
func shares(rows, source, stream int) (int, int) {
	switch {
	case source > 0 && stream > 0:
		return rows / 2, rows - rows/2
	case source > 0:
		return rows, 0
	case stream > 0:
		return 0, rows
	}
	return 0, 0
}

// fresh puts some windows of the round into the batch and returns how many.
func (r *Rehearser) fresh(d *draws) int {
	n := min(freshShare, r.round.n)
	order := r.round.order[:r.round.n]
	fixedpoint.Perm(d.next(), order)
	for i, at := range order[:n] {
		r.Model.Batch().Put(i, r.round.rows[at])
		r.Model.Batch().Teach(i, nil)
		r.Feed.know(i, r.round.classes[at], r.round.values[at])
	}
	return n
}

// fromSource puts a window of the source and its teacher into row i.
func (r *Rehearser) fromSource(d *draws, i int) {
	at := r.Source.Draw(d.next(), d.next())
	r.remembered(r.Source, at, i)
	if r.Source.Logits > 0 {
		r.Source.Teacher(at, r.logits)
		r.Model.Batch().Teach(i, r.logits)
	}
}

func (r *Rehearser) fromStream(d *draws, i int) {
	r.remembered(r.Stream.Store, r.Stream.Draw(d.next(), d.next()), i)
}

// remembered puts window at of s into row i.
func (r *Rehearser) remembered(s *memory.Store, at, i int) {
	s.Row(at, r.row)
	s.Targets(at, r.values)
	r.Model.Batch().Put(i, r.row)
	r.Model.Batch().Teach(i, nil)
	r.Feed.know(i, s.Class(at), r.values[:s.Values])
}
