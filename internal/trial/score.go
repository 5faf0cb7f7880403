package trial

import (
	"context"
	"errors"
	"io"
	"math"

	"edgetune/firmware"
	"edgetune/firmware/bundle"
	"edgetune/internal/metric"
	"edgetune/nn"
	"edgetune/sensors"
)

// Score is how well a net does on windows with labels: one of Classes and Errors
// is set.
type Score struct {
	N       int
	Classes *metric.Confusion
	Errors  *metric.Errors
	AUC     *float64 // of two classes, where both occur
}

// Value returns the metric of that name, nil where it is not known.
func (s *Score) Value(name string) *float64 {
	var v float64
	switch {
	case s == nil || s.N == 0:
		return nil
	case name == "auc":
		return s.AUC
	case name == "rmse" && s.Errors != nil:
		v = s.Errors.Mean()
	case name == "balanced_accuracy" && s.Classes != nil:
		v = s.Classes.Balanced()
	case name == "accuracy" && s.Classes != nil:
		v = s.Classes.Accuracy()
	default:
		return nil
	}
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

// Measure asks m about every window of src. Windows without a label are left out, but
// for an autoencoder, whose errors are in deviations of the features.
func Measure(ctx context.Context, src sensors.Source, b *bundle.Bundle, m nn.Net) (*Score, error) {
	feed, err := firmware.NewFeeder(src, b, m)
	if err != nil {
		return nil, err
	}
	t := newTest(b, m)
	for {
		rows, err := t.fill(ctx, feed)
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		if rows > 0 {
			t.count(m.Infer(rows), rows)
		}
		if err != nil {
			return t.score(), nil
		}
	}
}

// test collects what is wanted of a batch, and counts.
type test struct {
	b       *bundle.Bundle
	outputs int
	batch   int
	class   []int
	want    []float32 // [row × target], in physical units
	got     []float32
	s       Score
	scores  []float32 // of the second of two classes
	second  []bool
}

func newTest(b *bundle.Bundle, m nn.Net) *test {
	t := &test{b: b, outputs: m.Outputs(), batch: m.Options().Batch}
	if n := len(b.Targets); n > 0 {
		t.want, t.got = make([]float32, t.batch*n), make([]float32, n)
		t.s.Errors = metric.NewErrors(n)
		return t
	}
	t.class = make([]int, t.batch)
	t.s.Classes = metric.NewConfusion(max(t.outputs, 2))
	return t
}

// fill returns how many rows of the batch it filled.
func (t *test) fill(ctx context.Context, feed *firmware.Feeder) (int, error) {
	for i := 0; i < t.batch; {
		w, err := feed.Next(ctx, i)
		if err != nil {
			return i, err
		}
		if w.Label.Kind == sensors.NoLabel && !t.b.Rebuilds() {
			continue
		}
		if err := feed.Label(i, w); err != nil {
			return i, err
		}
		switch {
		case t.class != nil:
			t.class[i] = w.Label.Class
		case t.b.Rebuilds():
			copy(t.want[i*len(t.got):], feed.Row())
		default:
			copy(t.want[i*len(t.got):], w.Label.Values)
		}
		i++
	}
	return t.batch, nil
}

// count compares the outputs of a batch with what is wanted.
func (t *test) count(out []float32, rows int) {
	for i := range rows {
		o := out[i*t.outputs : (i+1)*t.outputs]
		if t.class == nil {
			for j, target := range t.b.Targets {
				t.got[j] = float32(o[j]*target.Std) + target.Mean
			}
			t.s.Errors.Add(t.want[i*len(t.got):][:len(t.got)], t.got)
			continue
		}
		t.s.Classes.Add(t.class[i], answer(o))
		if t.outputs <= 2 {
			t.scores = append(t.scores, logit(o))
			t.second = append(t.second, t.class[i] == 1)
		}
	}
	t.s.N += rows
}

// logit is how much more the outputs say class 1 than class 0.
func logit(o []float32) float32 {
	if len(o) == 1 {
		return o[0]
	}
	return o[1] - o[0]
}

// answer is the class that the outputs say; a single one is the logit of class 1.
func answer(o []float32) int {
	if len(o) > 1 {
		return firmware.Top(o)
	}
	if o[0] > 0 {
		return 1
	}
	return 0
}

func (t *test) score() *Score {
	if auc, ok := metric.AUC(t.scores, t.second); ok {
		t.s.AUC = &auc
	}
	return &t.s
}
