package trial

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"

	"edgetune/firmware/anomaly"
	"edgetune/internal/metric"
	"edgetune/sensors"
	"edgetune/sensors/replay"
)

// AnomalyOptions say what to look for anomalies in.
type AnomalyOptions struct {
	Data   Data
	Splits []replay.Split // none: source_test and target_test
	Model  string         // file of an autoencoder, whose errors are the scores; "": none
	Fit    float64        // seconds of each run that are taken for normal; 0: 400 rows
	Watch  func(AnomalyRow)
}

// AnomalyRow is one row of a run, for pictures.
type AnomalyRow struct {
	Split replay.Split
	Run   int // 0, 1, …
	anomaly.Result
	Anomalous bool // says its label
}

// AnomalyRun is how well the scores of one run tell what is anomalous. AUC, TPR and
// FPR are nil where one of the two kinds is missing.
type AnomalyRun struct {
	Event     string   `json:"event"` // "run"
	Split     string   `json:"split"`
	Run       int      `json:"run"`  // 1, 2, …
	Rows      int      `json:"rows"` // scored
	Anomalous int      `json:"anomalous"`
	AUC       *float64 `json:"auc"`
	TPR       *float64 `json:"tpr"` // of the calibrated alarm: share of the anomalous rows
	FPR       *float64 `json:"fpr"` // share of the others
}

// AnomalyMean is the mean over the runs of a split that have both kinds.
type AnomalyMean struct {
	Event string   `json:"event"` // "result"
	Split string   `json:"split"`
	Fit   float64  `json:"fit_seconds"`
	Runs  int      `json:"runs"`
	AUC   *float64 `json:"auc"`
	TPR   *float64 `json:"tpr"`
	FPR   *float64 `json:"fpr"`
}

// Anomaly scores every run of a recording by what its own beginning was like. Labels
// are read only to count: class 0 is normal, every other one is not.
func Anomaly(ctx context.Context, o AnomalyOptions) ([]AnomalyRun, []AnomalyMean, error) {
	net, f, err := o.open()
	if err != nil {
		return nil, nil, err
	}
	if f.Classes() < 2 {
		return nil, nil, fmt.Errorf("trial: %s has no labels to compare scores with; give y with class 0 for normal", o.Data.Dir)
	}
	if o.Splits == nil {
		o.Splits = []replay.Split{replay.SourceTest, replay.TargetTest}
	}
	var runs []AnomalyRun
	var means []AnomalyMean
	for _, s := range o.Splits {
		if err := needRows(f, s, o.Data.Dir); err != nil {
			return nil, nil, err
		}
		w, err := newWatching(f, s, o)
		if err != nil {
			return nil, nil, err
		}
		if net != nil {
			err = net.run(ctx, w, f.Source(s))
		} else {
			err = w.run(ctx, f.Source(s))
		}
		if err != nil {
			return nil, nil, err
		}
		runs, means = append(runs, w.runs...), append(means, w.mean())
	}
	return runs, means, nil
}

// watching scores one split.
type watching struct {
	split    replay.Split
	layout   sensors.Layout
	summary  *anomaly.Summary
	detector *anomaly.Detector
	errors   *anomaly.Errors // of a net
	rows     int             // of a fit
	fit      float64         // seconds
	watch    func(AnomalyRow)

	labelled bool // a sample of this row is anomalous
	scores   []float32
	truth    []bool
	hits     [2]int // alarms on normal and on anomalous rows
	runs     []AnomalyRun
}

func newWatching(f *replay.Folder, s replay.Split, o AnomalyOptions) (*watching, error) {
	l := f.Layout()
	steps, seconds := rowOf(l)
	fit := anomaly.DefaultFit
	if o.Fit > 0 {
		fit = int(min(math.Round(o.Fit/seconds), math.MaxInt32))
	}
	w := &watching{rows: fit, split: s, layout: l, fit: float64(fit) * seconds, watch: o.Watch}
	var err error
	if o.Model != "" {
		w.errors, err = anomaly.NewErrors(fit)
		return w, err
	}
	if w.summary, err = anomaly.NewSummary(l.Channels*l.Height, steps); err == nil {
		w.detector, err = anomaly.New(w.summary.Width(), fit)
	}
	if err != nil && o.Fit > 0 {
		err = fmt.Errorf("trial: a beginning of %g s, of %g s a row: %w", o.Fit, seconds, err)
	}
	return w, err
}

// rowOf returns how many steps become one row, and how many seconds that is.
func rowOf(l sensors.Layout) (steps int, seconds float64) {
	rate := l.Rate
	if rate <= 0 {
		rate = 1
	}
	steps = l.Steps
	if steps == 1 {
		steps = max(1, int(math.Round(rate)))
	}
	return steps, float64(steps) / rate
}

func (w *watching) run(ctx context.Context, src *replay.Source) error {
	s := sensors.Sample{Values: make([]float32, w.layout.Len())}
	for at := 0; ; {
		err := src.Read(ctx, &s)
		if errors.Is(err, io.EOF) {
			w.close()
			return nil
		}
		if err != nil {
			return err
		}
		if s.Run != at {
			w.close()
			at = s.Run
		}
		w.sample(&s)
	}
}

// sample takes one sample, or a whole window.
func (w *watching) sample(s *sensors.Sample) {
	w.labelled = w.labelled || s.Label.Class > 0
	var row []float32
	if w.layout.Steps > 1 {
		row = w.summary.Window(s.Values, w.layout.Steps, s.Length)
	} else {
		var complete bool
		if row, complete = w.summary.Add(s.Values); !complete {
			return
		}
	}
	w.take(w.detector.Add(row), w.labelled)
	w.labelled = false
}

// take counts the result of a row.
func (w *watching) take(r anomaly.Result, truth bool) {
	if w.watch != nil {
		w.watch(AnomalyRow{w.split, len(w.runs), r, truth})
	}
	if !r.Fitted {
		return
	}
	w.scores, w.truth = append(w.scores, r.Score), append(w.truth, truth)
	if r.Alarm {
		w.hits[kind(truth)]++
	}
}

func kind(anomalous bool) int {
	if anomalous {
		return 1
	}
	return 0
}

// close ends a run.
func (w *watching) close() {
	r := AnomalyRun{Event: "run", Split: w.split.String(), Run: len(w.runs) + 1, Rows: len(w.scores)}
	for _, t := range w.truth {
		r.Anomalous += kind(t)
	}
	if auc, ok := metric.AUC(w.scores, w.truth); ok {
		tpr := float64(w.hits[1]) / float64(r.Anomalous)
		fpr := float64(w.hits[0]) / float64(r.Rows-r.Anomalous)
		r.AUC, r.TPR, r.FPR = &auc, &tpr, &fpr
	}
	w.runs = append(w.runs, r)
	w.scores, w.truth, w.hits, w.labelled = w.scores[:0], w.truth[:0], [2]int{}, false
	if w.errors != nil {
		w.errors.Restart()
		return
	}
	w.detector.Restart()
	w.summary.Reset()
}

// mean is over the runs that have both kinds.
func (w *watching) mean() AnomalyMean {
	m := AnomalyMean{Event: "result", Split: w.split.String(), Fit: w.fit}
	var sums [3]float64
	for _, r := range w.runs {
		if r.AUC == nil {
			continue
		}
		m.Runs++
		for i, v := range []*float64{r.AUC, r.TPR, r.FPR} {
			sums[i] += *v
		}
	}
	if m.Runs > 0 {
		for i, to := range []**float64{&m.AUC, &m.TPR, &m.FPR} {
			v := sums[i] / float64(m.Runs)
			*to = &v
		}
	}
	return m
}
