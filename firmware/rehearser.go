package firmware

import (
	"context"
	"errors"
	"io"
	"time"

	"edgetune/firmware/drift"
	"edgetune/firmware/memory"
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
//
// A window is rounded to int8 when it arrives, as memory and journal store it: what
// is learned follows from the journal alone.
type Rehearser struct {
	Feed    *Feeder // belongs to Model
	Model   Net
	Live    Net // of the same net: what serves; changed after each round
	Source  *memory.Store
	Stream  *memory.Reservoir
	Average *Average
	Gate    *Gate        // decides what serves; nil: the average does, after each round
	Drift   *drift.Adwin // hears how often what serves is wrong; may be nil
	// Features hears how far rows are from the source, Confidence how sure what serves
	// is, once a round; either may be nil. They say that the world is another, not
	// whether that is bad: a change of theirs ends a rest, and people are told.
	Features, Confidence *drift.Adwin

	Work    int          // windows in gradients for each that arrives, 1 to 16
	Most    int          // steps; 0: no end
	Observe func(Report) // called after each round; may be nil
	// Log is told about everything that learning follows from, before it is learned
	// from; may be nil. The bytes are valid during the call.
	Log func(kind byte, data []byte) error

	// Leash limits how far what serves moves in a day; nil: no limit.
	Leash *Leash
	// Reshape makes a learner as this one was at first, whose net has outputs more for
	// classes of these names, and a source memory of the layout for that; nil: the net
	// learns no class more.
	Reshape func(added []string) (*Rehearser, error)
	Copy    func(Net) (Net, error) // makes a copy that learns nothing; with Reshape
	Shots   int                    // windows that a new class is learned from; 0: it waits

	// Tell hears of what people may want to know; may be nil. See [Event].
	Tell func(Event)

	round    round
	credit   int   // windows in gradients that may still be spent
	calm     int   // windows since the last drift
	last     int64 // time of the last window
	calendar calendar
	newest   int64 // latest time of all; clocks are set back at times
	report   Report
	entry    []byte
	row      []float32
	logits   []float32
	values   []float32
	added    []string  // names of classes that the model file does not know
	opened   []opening // classes to come
}

// NewRehearser lets m learn from what feed delivers; feed belongs to m. m and live
// are of one net, built for batches of 16 and of at least 8.
func NewRehearser(feed *Feeder, m, live Net, source *memory.Store, stream *memory.Reservoir) *Rehearser {
	r := &Rehearser{
		Feed: feed, Model: m, Live: live, Source: source, Stream: stream, Average: NewAverage(m), Work: MostWork,
		row: make([]float32, m.Form().Input.Len()), logits: make([]float32, m.Outputs()), values: make([]float32, m.Outputs()),
	}
	for i := range r.round.rows {
		r.round.rows[i] = make([]float32, len(r.row))
		r.round.values[i] = make([]float32, len(feed.bundle.Targets))
	}
	r.entry = make([]byte, 0, windowBytes(len(r.row), len(feed.bundle.Targets)))
	return r
}

// Size returns the bytes that it holds beside the two models.
func (r *Rehearser) Size() int {
	own := len(r.row) + len(r.logits) + len(r.values) + RoundWindows*(len(r.row)+len(r.round.values[0]))
	size := 4*own + cap(r.entry) + r.Source.Size() + r.Stream.Size() + r.Average.Size()
	if r.Gate != nil {
		size += r.Gate.Size()
	}
	for _, d := range r.detectors() {
		size += d.Size()
	}
	return size + r.Leash.Size()
}

// Windows returns how many windows have arrived, those held out included.
func (r *Rehearser) Windows() int { return r.report.Windows + r.round.arrived }

// Step waits for a round of windows, the last one of a stream may be short, and
// learns. After the last one it returns io.EOF. What arrived before an error stays
// for the next call. It allocates nothing, but when the gate checks.
func (r *Rehearser) Step(ctx context.Context) (Report, error) {
	for r.round.n < RoundWindows {
		w, err := r.Feed.Next(ctx, 0)
		if errors.Is(err, io.EOF) && r.round.n > 0 {
			if err := r.log(entryShort, nil); err != nil {
				return Report{}, err
			}
			break
		}
		if err == nil {
			err = r.Feed.Label(0, w)
		}
		if err == nil {
			err = r.arrive(Example{At: w.To, Row: r.Feed.Row(), Class: w.Label.Class, Values: r.Feed.Targets(w)})
		}
		if err != nil {
			return Report{}, err
		}
	}
	return r.learn()
}

// Finish ends a recording: it learns from a round that has begun, and lets the gate
// look at what arrived since its last check.
func (r *Rehearser) Finish() error {
	if r.round.n > 0 {
		if err := r.log(entryShort, nil); err != nil {
			return err
		}
	}
	if err := r.settle(); err != nil {
		return err
	}
	if err := r.log(entryFinish, nil); err != nil {
		return err
	}
	if r.Gate != nil && r.Gate.unchecked {
		r.check()
	}
	return nil
}

// settle ends a round that has begun. A state can be taken then.
func (r *Rehearser) settle() error {
	if r.round.n > 0 {
		_, err := r.learn()
		return err
	}
	r.count() // held out, all of them
	r.round.arrived = 0
	return nil
}

// learn spends what the windows of the round allow, and begins a new round.
func (r *Rehearser) learn() (Report, error) {
	r.newDay()
	if r.Gate != nil {
		r.Gate.watch(r.Live, &r.round)
		r.onProbation()
	}
	r.listen()
	r.sense()
	p := &r.report
	p.Rows, p.Skipped, p.Loss, p.Took = 0, 0, 0, 0
	r.count()
	steps := 0
	for ; r.credit >= RoundBatch && (r.Most == 0 || p.Step < r.Most); steps++ {
		if err := r.step(); err != nil {
			return Report{}, err
		}
	}
	if steps > 0 {
		p.Loss /= float32(steps)
		p.Took /= time.Duration(steps)
	}
	r.round.n, r.round.arrived = 0, 0
	r.serve()
	if r.Observe != nil {
		r.Observe(*p)
	}
	return *p, nil
}

// count lets the windows of the round pay for gradients.
func (r *Rehearser) count() {
	r.report.Windows += r.round.arrived
	r.calm += r.round.arrived
	r.credit += r.round.arrived * r.pace()
}

// restAfter is how many windows without a drift halve the work.
const restAfter = 2048

// pace is how many windows enter gradients for each that arrives: a world that stays
// as it is is worth less of it, a half, then a quarter.
func (r *Rehearser) pace() int { return max(1, r.Work>>min(2, r.calm/restAfter)) }

// serve lets the average serve, where the gate agrees.
func (r *Rehearser) serve() {
	switch {
	case r.Gate == nil:
		r.Average.Into(r.Live)
		r.Leash.limit(r.Live)
	case r.Gate.due():
		r.check()
	}
}

// check lets the gate decide.
func (r *Rehearser) check() {
	before := r.Gate.verdict.Promotions + r.Gate.verdict.Rollbacks
	r.Gate.check(r.Average, r.Live, r.Leash)
	if v := r.Gate.verdict; v.Promotions+v.Rollbacks != before {
		r.tell(v.Reason.String(), v.String())
	}
}
