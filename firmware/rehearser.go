package firmware

import (
	"context"
	"errors"
	"io"
	"time"

	"edgetune/firmware/memory"
	"edgetune/fixedpoint"
	"edgetune/nn"
	"edgetune/sensors"
)

// Numbers of the recipe (docs/continual.md).
const (
	RoundWindows = 8   // that arrive between two rounds of learning
	RoundBatch   = 16  // windows of a step
	MostWork     = 16  // windows in gradients for each that arrives
	freshShare   = 2   // of a batch
	teacherSteps = 100 // after which what the net said counts half
)

// Rehearser learns from a stream without losing what its net knew. Every eight
// windows that arrive it takes steps on batches of 16: 2 of the eight, 7 of the
// source with the answers that the net gave then, 7 of the stream so far. Those
// answers count little at first, k/(k+100) in step k, so that a short stream can move
// the net. What serves is the average of the weights.
type Rehearser struct {
	Feed    *Feeder // belongs to Model
	Model   *nn.Model
	Live    *nn.Model // of the same net: what serves; changed after each round
	Source  *memory.Store
	Stream  *memory.Reservoir
	Average *Average
	Gate    *Gate        // decides what serves; nil: the average does, after each round
	Work    int          // windows in gradients for each that arrives, 1 to 16
	Most    int          // steps; 0: no end
	Observe func(Report) // called after each round; may be nil

	round  round
	credit int // windows in gradients that may still be spent
	report Report
	row    []float32
	logits []float32
	values []float32
}

// round is the windows that arrived since the last one.
type round struct {
	n       int // to learn from
	arrived int // with those held out
	rows    [RoundWindows][]float32
	classes [RoundWindows]int
	values  [RoundWindows][]float32
	order   [RoundWindows]int32
}

// NewRehearser lets m learn from what feed delivers; feed belongs to m. m and live
// are of one net, built for batches of 16 and of at least 8.
func NewRehearser(feed *Feeder, m, live *nn.Model, source *memory.Store, stream *memory.Reservoir) *Rehearser {
	r := &Rehearser{
		Feed: feed, Model: m, Live: live, Source: source, Stream: stream, Average: NewAverage(m), Work: MostWork,
		row: make([]float32, m.Spec.Input.Len()), logits: make([]float32, m.Outputs()), values: make([]float32, m.Outputs()),
	}
	for i := range r.round.rows {
		r.round.rows[i] = make([]float32, len(r.row))
		r.round.values[i] = make([]float32, len(feed.bundle.Targets))
	}
	return r
}

// Size returns the bytes that it holds beside the two models.
func (r *Rehearser) Size() int {
	own := len(r.row) + len(r.logits) + len(r.values) + RoundWindows*(len(r.row)+len(r.round.values[0]))
	size := 4*own + r.Source.Size() + r.Stream.Size() + r.Average.Size()
	if r.Gate != nil {
		size += r.Gate.Size()
	}
	return size
}

// Step waits for a round of windows, the last one of a stream may be short, and
// learns. After the last one it returns io.EOF. It allocates nothing.
func (r *Rehearser) Step(ctx context.Context) (Report, error) {
	if err := r.arrive(ctx); err != nil {
		return Report{}, err
	}
	if r.Gate != nil {
		r.Gate.watch(r.Live, &r.round)
	}
	p := &r.report
	p.Rows, p.Skipped, p.Loss, p.Took = 0, 0, 0, 0
	p.Windows += r.round.arrived
	r.credit += r.round.arrived * r.Work
	steps := 0
	for ; r.credit >= RoundBatch && (r.Most == 0 || p.Step < r.Most); steps++ {
		if err := r.learn(); err != nil {
			return Report{}, err
		}
	}
	if steps > 0 {
		p.Loss /= float32(steps)
		p.Took /= time.Duration(steps)
	}
	r.serve()
	if r.Observe != nil {
		r.Observe(*p)
	}
	return *p, nil
}

// serve lets the average serve, where the gate agrees.
func (r *Rehearser) serve() {
	switch {
	case r.Gate == nil:
		r.Average.Into(r.Live)
	case r.Gate.due():
		r.Gate.check(r.Average, r.Live)
	}
}

// Finish lets the gate look at what arrived since its last check: a recording has
// an end.
func (r *Rehearser) Finish() {
	if r.Gate != nil && r.Gate.unchecked {
		r.Gate.check(r.Average, r.Live)
	}
}

// arrive collects the windows of a round and remembers them.
func (r *Rehearser) arrive(ctx context.Context) error {
	r.round.n, r.round.arrived = 0, 0
	for r.round.n < RoundWindows {
		w, err := r.Feed.Next(ctx, 0)
		if errors.Is(err, io.EOF) && r.round.n > 0 {
			return nil
		}
		if err != nil {
			return err
		}
		if err := r.Feed.Label(0, w); err != nil {
			return err
		}
		r.take(w)
	}
	return nil
}

func (r *Rehearser) take(w sensors.Window) {
	i := r.round.n
	r.round.arrived++
	copy(r.round.rows[i], r.Feed.Row())
	copy(r.round.values[i], r.Feed.Targets(w))
	r.round.classes[i] = w.Label.Class
	one := memory.Window{Row: r.round.rows[i], Class: w.Label.Class, Values: r.round.values[i]}
	if r.Gate != nil && r.Gate.holds() {
		r.Gate.Held.Take(one)
		return
	}
	r.Stream.Take(one)
	r.round.n++
}

const rehearseStream = 0x72656872 // of the random numbers

// learn takes one step.
func (r *Rehearser) learn() error {
	r.report.Step++
	d := draws{key: fixedpoint.Key(r.Model.Options().Seed, uint32(r.report.Step), rehearseStream)}
	rows := r.fresh(&d)
	rest := RoundBatch - rows
	fromSource := rest / 2
	switch {
	case r.Source.Len() == 0:
		fromSource = 0
	case r.Stream.Len() == 0:
		fromSource = rest
	}
	for range fromSource {
		r.fromSource(&d, rows)
		rows++
	}
	for range rest - fromSource {
		if r.Stream.Len() == 0 {
			break
		}
		r.fromStream(&d, rows)
		rows++
	}
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

// draws is one stream of random numbers.
type draws struct{ key, at uint32 }

func (d *draws) next() uint32 {
	d.at++
	return fixedpoint.Rand(d.key, d.at)
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
