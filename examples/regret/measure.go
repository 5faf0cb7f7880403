package main

import (
	"context"
	"fmt"
	"math"
	"os"
	"slices"
	"time"

	"edgetune/internal/trial"
	"edgetune/optim"
)

// baselines are what a user would reach for, with and without decay.
var baselines = []string{
	"sgd", "momentum", "adam", "lars", "larc",
	"sgd:flat", "momentum:flat", "adam:flat", "lars:flat", "larc:flat",
}

// result is one task, as the log keeps it. Scores are accuracies; where the metric is
// an error, 1 - error/error of the net before it learned from the stream.
type result struct {
	Folder, Variant string
	Metric          string
	Rows, Seeds     int
	Before          float64
	Default         [][2]float64 // [seed], of the even and of the odd rows
	Best            [][2]float64 // of the best baseline, its rate chosen on the other rows
	Names           [2]string    // of that baseline with its rate
	Off             [4]float64   // mean score with the rate times 1/10, 1/2, 2, 10, minus that of the default
	Diverged        int          // passes of Default and Off that left the net much worse than before
}

// measure runs the default, the default with its rate off, and every baseline.
func measure(ctx context.Context, o options, t *trial.Task, r *result) error {
	start := time.Now()
	s := scorer{task: t, ctx: ctx}
	if err := s.calibrate(r); err != nil {
		return err
	}
	method, err := optim.MethodByName(o.method)
	if err != nil {
		return err
	}
	if o.eta > 0 {
		method.Eta = o.eta
	}
	if err := s.untouched(r, method); err != nil {
		return err
	}
	if !r.takeOver(o.baselines) {
		if err := s.tuned(r); err != nil {
			return err
		}
	}
	g := r.regret()
	fmt.Fprintf(os.Stderr, "%s %s: regret %+.4f ± %.4f, %v\n", r.Folder, r.Variant, g.mean, g.half, time.Since(start).Round(time.Second))
	return nil
}

// takeOver copies the baselines of an earlier run on the same nets.
func (r *result) takeOver(old []result) bool {
	i := slices.IndexFunc(old, func(o result) bool {
		return o.Folder == r.Folder && o.Variant == r.Variant && o.Seeds == r.Seeds && o.Rows == r.Rows
	})
	if i >= 0 {
		r.Best, r.Names = old[i].Best, old[i].Names
	}
	return i >= 0
}

// scorer runs passes and turns their values into scores.
type scorer struct {
	task *trial.Task
	ctx  context.Context
	unit float64 // of an error; 0: the metric is a score already
}

func (s *scorer) calibrate(r *result) error {
	for seed := range s.task.Seeds() {
		out, err := s.task.Before(s.ctx, seed)
		if err != nil {
			return err
		}
		r.Before += out.Value / float64(s.task.Seeds())
	}
	if s.task.LowerIsBetter() {
		s.unit = r.Before
		r.Before = 0
	}
	return nil
}

// worst is the score of a net that is of no use.
const worst = -1

func (s *scorer) score(v float64) float64 {
	if s.unit == 0 {
		return v
	}
	return max(worst, 1-v/s.unit)
}

// passes returns the scores [rate][seed] of one method on seeds from to to-1.
func (s *scorer) passes(m optim.Method, etas []float64, from, to int) ([][][2]float64, []*trial.Outcome, error) {
	var jobs []trial.Job
	for _, eta := range etas {
		for seed := from; seed < to; seed++ {
			jobs = append(jobs, trial.Job{Method: m, Eta: eta, Seed: seed})
		}
	}
	out, err := trial.RunAll(s.ctx, s.task, jobs, nil)
	if err != nil {
		return nil, nil, err
	}
	all := make([][][2]float64, len(etas))
	for i, v := range out {
		at := i / (to - from)
		all[at] = append(all[at], [2]float64{s.score(v.Halves[0]), s.score(v.Halves[1])})
	}
	return all, out, nil
}

// untouched fills in Default, Off and Diverged.
func (s *scorer) untouched(r *result, m optim.Method) error {
	etas := []float64{m.Eta, m.Eta / 10, m.Eta / 2, m.Eta * 2, m.Eta * 10}
	scores, out, err := s.passes(m, etas, 0, s.task.Seeds())
	if err != nil {
		return err
	}
	r.Default = scores[0]
	for i := range r.Off {
		r.Off[i] = meanOf(scores[i+1]) - meanOf(r.Default)
	}
	for _, v := range out {
		if s.diverged(r, v) {
			r.Diverged++
		}
	}
	return nil
}

// lostBy is how far below the untuned net a pass must end to count as diverged.
const lostBy = 0.1

// diverged: the loss is no number at last, or the net is much worse than before.
func (s *scorer) diverged(r *result, v *trial.Outcome) bool {
	last := v.Losses[len(v.Losses)-1]
	return last-last != 0 || s.score(v.Value) < r.Before-lostBy
}

func meanOf(v [][2]float64) (sum float64) {
	for _, p := range v {
		sum += (p[0] + p[1]) / 2 / float64(len(v))
	}
	return sum
}

// tuned chooses the rate of every baseline on one half of the rows, scores it on the
// other, and keeps the best baseline of each swap.
func (s *scorer) tuned(r *result) error {
	top := [2]float64{math.Inf(-1), math.Inf(-1)}
	r.Best = make([][2]float64, s.task.Seeds())
	for _, name := range baselines {
		m, err := optim.MethodByName(name)
		if err != nil {
			return err
		}
		etas, scores, err := s.race(m)
		if err != nil {
			return err
		}
		for half := range 2 {
			i := chosen(scores, 1-half)
			if v := meanHalf(scores[i], half); v > top[half] {
				top[half] = v
				r.Names[half] = fmt.Sprintf("%s %.3g", name, etas[i])
				for seed := range r.Best {
					r.Best[seed][half] = scores[i][seed][half]
				}
			}
		}
	}
	return nil
}

// Rates that lose by more than hopeless on the first nets are not tried on the rest.
const (
	firstNets = 2
	hopeless  = 0.1
)

// race returns the rates that were tried on every net, and their scores.
func (s *scorer) race(m optim.Method) (etas []float64, scores [][][2]float64, err error) {
	first := min(firstNets, s.task.Seeds())
	early, _, err := s.passes(m, m.Grid, 0, first)
	if err != nil || first == s.task.Seeds() {
		return m.Grid, early, err
	}
	best := [2]float64{meanHalf(early[chosen(early, 0)], 0), meanHalf(early[chosen(early, 1)], 1)}
	for i, eta := range m.Grid {
		if meanHalf(early[i], 0) > best[0]-hopeless || meanHalf(early[i], 1) > best[1]-hopeless {
			etas, scores = append(etas, eta), append(scores, early[i])
		}
	}
	late, _, err := s.passes(m, etas, first, s.task.Seeds())
	for i := range late {
		scores[i] = append(scores[i], late[i]...)
	}
	return etas, scores, err
}

// chosen returns the rate with the best mean over seeds on one half.
func chosen(scores [][][2]float64, half int) int {
	best := 0
	for i := range scores {
		if meanHalf(scores[i], half) > meanHalf(scores[best], half) {
			best = i
		}
	}
	return best
}

func meanHalf(v [][2]float64, half int) (sum float64) {
	for _, p := range v {
		sum += p[half] / float64(len(v))
	}
	return sum
}

// interval is a mean with half the width of its 95 % interval.
type interval struct{ mean, half float64 }

// regret is what the default loses, over seeds.
func (r *result) regret() interval {
	var v []float64
	for i := range r.Default {
		v = append(v, (r.Best[i][0]+r.Best[i][1]-r.Default[i][0]-r.Default[i][1])/2)
	}
	return intervalOf(v)
}

// student is the 97.5 % point of Student's t for 1 to 30 degrees of freedom.
var student = []float64{
	12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
	2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
}

func intervalOf(v []float64) interval {
	var i interval
	for _, x := range v {
		i.mean += x / float64(len(v))
	}
	if len(v) < 2 {
		i.half = math.NaN()
		return i
	}
	var squares float64
	for _, x := range v {
		squares += (x - i.mean) * (x - i.mean)
	}
	t := student[min(len(v)-2, len(student)-1)]
	i.half = t * math.Sqrt(squares/float64(len(v)-1)/float64(len(v)))
	return i
}

// sorted returns the results by folder and variant, as they are measured.
func sorted(all []result) []result {
	out := slices.Clone(all)
	slices.SortStableFunc(out, func(a, b result) int {
		if a.Folder != b.Folder {
			if a.Folder < b.Folder {
				return -1
			}
			return 1
		}
		return slices.Index(kinds, a.Variant) - slices.Index(kinds, b.Variant)
	})
	return out
}
