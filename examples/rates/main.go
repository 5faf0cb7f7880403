//go:build plot

package main

import (
	"context"
	"fmt"
	"math"
	"os"
	"slices"

	"edgetune/internal/chart"
	"edgetune/internal/trial"
	"edgetune/nn"
	"edgetune/optim"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: rates DIR FILE.svg")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "rates:", err)
		os.Exit(1)
	}
}

func run(dir, path string) error {
	t, err := trial.NewTask(context.Background(), trial.TaskOptions{
		Data: trial.Data{Dir: dir}, Model: "auto", Build: nn.Options{Batch: 8},
	})
	if err != nil {
		return err
	}
	if t, err = t.Rescaled(); err != nil {
		return err
	}
	var panels []chart.Panel
	for _, name := range []string{"backmatch", "sgd"} {
		p, err := panel(t, name)
		if err != nil {
			return err
		}
		panels = append(panels, *p)
	}
	return chart.Save(path, panels...)
}

// panel runs the task once and draws its steps.
func panel(t *trial.Task, name string) (*chart.Panel, error) {
	m, err := optim.MethodByName(name)
	if err != nil {
		return nil, err
	}
	opt, err := m.New(m.Eta, t.Steps(), 1)
	if err != nil {
		return nil, err
	}
	r := &recorder{Optimizer: opt, moved: map[string][]float64{}}
	if _, err := t.RunWith(context.Background(), r, 0); err != nil {
		return nil, err
	}
	p := &chart.Panel{Title: name + ": step of each layer", X: "step", Y: "log10 of |change| / |layer|", TopLegend: true}
	for _, layer := range r.names {
		line := chart.Line{Name: layer, Mark: -1}
		for i, v := range r.moved[layer] {
			line.X, line.Y = append(line.X, float64(i+1)), append(line.Y, math.Log10(v))
		}
		p.Lines = append(p.Lines, line)
	}
	return p, nil
}

// recorder measures every block before and after it moves. Storage is float32.
type recorder struct {
	*optim.Optimizer
	names []string
	moved map[string][]float64
}

func (r *recorder) Plan(p *nn.Planner, blocks []*nn.Block, d nn.DType) error {
	for _, b := range blocks {
		r.names = append(r.names, b.Name)
	}
	return r.Optimizer.Plan(p, blocks, d)
}

func (r *recorder) Update(b *nn.Block, l nn.Trainable, s *nn.Pass) bool {
	old := slices.Concat(b.W.Floats(), b.B.Floats())
	ok := r.Optimizer.Update(b, l, s)
	var moved, length float64
	for i, v := range slices.Concat(b.W.Floats(), b.B.Floats()) {
		d := float64(v - old[i])
		moved += d * d
		length += float64(old[i]) * float64(old[i])
	}
	r.moved[b.Name] = append(r.moved[b.Name], math.Sqrt(moved/length))
	return ok
}
