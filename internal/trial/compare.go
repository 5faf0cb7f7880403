package trial

import (
	"context"
	"math"
	"runtime"
	"slices"
	"sync"

	"edgetune/nn"
	"edgetune/optim"
)

var inf = math.Inf(1)

// CompareOptions say what to set side by side on what.
type CompareOptions struct {
	Data       Data
	Model      string // a model file, auto, a name, or a net in text form
	Optimizers []string
	Seeds      int
	Etas       []float64 // nil: each optimiser's own grid
	Build      nn.Options
	Watch      Watch
}

// Comparison is what came of it, means over seeds.
type Comparison struct {
	Data   string
	Metric string
	Seeds  int
	Before float64 // without fine-tuning
	Curves []Curve // in the order asked for
}

// Curve is what one optimiser does at each base rate.
type Curve struct {
	Method       optim.Method
	Etas, Values []float64
	Losses       [][]float64 // [rate][step]
	Best         int         // place of the best rate
	Default      int         // and of the default
	Decades      float64     // width of the range of rates around the best within one point of it
	State        int         // bytes
}

// Compare fine-tunes the same nets with every optimiser at every rate of its grid.
func Compare(ctx context.Context, o CompareOptions) (*Comparison, error) {
	c := &Comparison{Data: o.Data.Dir, Seeds: max(o.Seeds, 1)}
	for _, name := range o.Optimizers {
		m, err := optim.MethodByName(name)
		if err != nil {
			return nil, err
		}
		c.Curves = append(c.Curves, newCurve(m, o.Etas))
	}
	t, err := NewTask(ctx, TaskOptions{Data: o.Data, Model: o.Model, Seeds: o.Seeds, Build: o.Build, Watch: o.Watch})
	if err != nil {
		return nil, err
	}
	c.Metric = t.Metric
	for seed := range t.Seeds() {
		out, err := t.Before(ctx, seed)
		if err != nil {
			return nil, err
		}
		c.Before += out.Value / float64(t.Seeds())
	}
	return c, c.run(ctx, t, o.Watch)
}

// newCurve always tries the default too.
func newCurve(m optim.Method, etas []float64) Curve {
	if etas == nil {
		etas = m.Grid
	}
	etas = slices.Clone(etas)
	if !slices.Contains(etas, m.Eta) {
		etas = append(etas, m.Eta)
	}
	slices.Sort(etas)
	etas = slices.Compact(etas)
	return Curve{
		Method: m, Etas: etas, Default: slices.Index(etas, m.Eta),
		Values: make([]float64, len(etas)), Losses: make([][]float64, len(etas)),
	}
}

// run fills in the curves.
func (c *Comparison) run(ctx context.Context, t *Task, w Watch) error {
	var jobs []Job
	for i := range c.Curves {
		jobs = append(jobs, JobsOf(c.Curves[i].Method, c.Curves[i].Etas, t.Seeds())...)
	}
	out, err := RunAll(ctx, t, jobs, w)
	if err != nil {
		return err
	}
	at := 0
	for i := range c.Curves {
		n := len(c.Curves[i].Etas) * t.Seeds()
		c.Curves[i].fill(out[at:at+n], t)
		at += n
	}
	return nil
}

// fill averages over seeds and finds the best rate.
func (c *Curve) fill(out []*Outcome, t *Task) {
	seeds := t.Seeds()
	for i := range c.Etas {
		c.Losses[i] = make([]float64, len(out[0].Losses))
		for _, r := range out[i*seeds : (i+1)*seeds] {
			c.Values[i] += r.Value / float64(seeds)
			for s, l := range r.Losses {
				c.Losses[i][s] += float64(l) / float64(seeds)
			}
		}
	}
	c.State = out[0].State
	for i, v := range c.Values {
		if better(v, c.Values[c.Best], t.LowerIsBetter()) {
			c.Best = i
		}
	}
	c.Decades = decadesWithin(c.Etas, c.Values, c.Best, t.LowerIsBetter())
}

func better(a, b float64, lower bool) bool {
	if lower {
		return a < b
	}
	return a > b
}

// onePoint is a hundredth of accuracy, or of the best value where lower is better.
const onePoint = 0.01

// decadesWithin is the width of the run of rates around the best whose values lie
// within one point of it.
func decadesWithin(etas, values []float64, best int, lower bool) float64 {
	limit := values[best] - onePoint
	if lower {
		limit = values[best] * (1 + onePoint)
	}
	near := func(i int) bool { return values[i] == limit || better(values[i], limit, lower) }
	lo, hi := best, best
	for lo > 0 && near(lo-1) {
		lo--
	}
	for hi+1 < len(etas) && near(hi+1) {
		hi++
	}
	return math.Log10(etas[hi] / etas[lo])
}

// Job is one pass over a task's stream.
type Job struct {
	Method optim.Method
	Eta    float64
	Seed   int
}

// JobsOf lists the passes of one method: rate by rate, all seeds of each.
func JobsOf(m optim.Method, etas []float64, seeds int) []Job {
	var jobs []Job
	for _, eta := range etas {
		for s := range seeds {
			jobs = append(jobs, Job{m, eta, s})
		}
	}
	return jobs
}

// RunAll runs the jobs on all processors and returns their outcomes in order. It
// stops at the first error.
func RunAll(ctx context.Context, t *Task, jobs []Job, w Watch) ([]*Outcome, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	c := &crew{task: t, jobs: jobs, out: make([]*Outcome, len(jobs)), watch: w, fail: cancel}
	var wait sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() { c.work(ctx) })
	}
	wait.Wait()
	return c.out, context.Cause(ctx)
}

// crew is several workers at one list of jobs.
type crew struct {
	task  *Task
	jobs  []Job
	out   []*Outcome
	watch Watch
	fail  context.CancelCauseFunc

	lock       sync.Mutex
	next, done int
}

func (c *crew) work(ctx context.Context) {
	for i := c.take(); i < len(c.jobs) && ctx.Err() == nil; i = c.take() {
		j := c.jobs[i]
		r, err := c.task.Run(ctx, j.Method, j.Eta, j.Seed)
		if err != nil {
			c.fail(err)
			return
		}
		c.give(i, r)
	}
}

func (c *crew) take() int {
	c.lock.Lock()
	defer c.lock.Unlock()
	c.next++
	return c.next - 1
}

func (c *crew) give(i int, r *Outcome) {
	c.lock.Lock()
	defer c.lock.Unlock()
	c.out[i] = r
	c.done++
	if c.watch != nil {
		c.watch(Progress{"comparing", c.done, len(c.jobs), r.Losses[len(r.Losses)-1]})
	}
}
