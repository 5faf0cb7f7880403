package firmware

import (
	"context"
	"errors"
	"io"
	"time"

	"edgetune/nn"
)

// Learner is the loop: read windows until the batch is full, learn, report.
type Learner struct {
	Feed    *Feeder
	Model   nn.Net
	Observe func(Report) // called after each step; may be nil
	// Score also asks the net about each batch before learning from it, which costs
	// a forward pass and fills Report.Correct.
	Score bool

	steps, windows int
	batch          []int32 // class of each row
}

// Report is what one step did.
type Report struct {
	Step    int           // 1, 2, …
	Rows    int           // windows in this step
	Windows int           // in all steps so far
	Loss    float32       // mean over the rows, before the step
	Skipped int           // nodes that kept their weights, because a gradient was not finite
	Correct int           // rows that the net had right before the step; Score. Rehearser: of Asked
	Asked   int           // windows that what serves was asked about before they were learned from; Rehearser.Drift
	Took    time.Duration // of the training step alone
	Drifts  int           // times so far that what serves has become worse; Rehearser.Drift
}

// NewLearner lets m learn from what feed delivers; feed belongs to m.
func NewLearner(feed *Feeder, m nn.Net) *Learner {
	return &Learner{Feed: feed, Model: m, batch: make([]int32, m.Options().Batch)}
}

// Step fills the batch and learns from it. The last batch of a stream may be
// short; after it, Step returns io.EOF. It allocates nothing.
func (l *Learner) Step(ctx context.Context) (Report, error) {
	rows, err := l.fill(ctx)
	if err != nil {
		return Report{}, err
	}
	r := Report{Rows: rows}
	if l.Score {
		r.Correct = l.correct(rows)
	}
	start := time.Now()
	done, err := l.Model.Step(rows)
	if err != nil {
		return Report{}, err
	}
	r.Took = time.Since(start)
	l.steps++
	l.windows += rows
	r.Step, r.Windows, r.Loss, r.Skipped = l.steps, l.windows, done.Loss, done.Skipped
	if l.Observe != nil {
		l.Observe(r)
	}
	return r, nil
}

// fill returns how many rows of the batch it filled.
func (l *Learner) fill(ctx context.Context) (int, error) {
	for i := range l.batch {
		w, err := l.Feed.Next(ctx, i)
		if errors.Is(err, io.EOF) && i > 0 {
			return i, nil
		}
		if err != nil {
			return 0, err
		}
		if err := l.Feed.Label(i, w); err != nil {
			return 0, err
		}
		l.batch[i] = int32(w.Label.Class)
	}
	return len(l.batch), nil
}

// correct counts the rows whose largest output is that of their class.
func (l *Learner) correct(rows int) int {
	out, n, right := l.Model.Infer(rows), l.Model.Outputs(), 0
	for i, c := range l.batch[:rows] {
		if Top(out[i*n:(i+1)*n]) == int(c) {
			right++
		}
	}
	return right
}

// Top returns the place of the largest output, the first one among equals.
func Top(out []float32) int {
	best := 0
	for i, v := range out {
		if v > out[best] {
			best = i
		}
	}
	return best
}

// Run steps until the source ends or ctx is done; the end of the source is no
// error.
func (l *Learner) Run(ctx context.Context) error {
	for {
		if _, err := l.Step(ctx); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
	}
}
