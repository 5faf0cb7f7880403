package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"edgetune/internal/trial"
	"edgetune/nn"
	"edgetune/nn/zoo"
)

// planFlags are those of the command plan.
type planFlags struct {
	learn learnFlags
	data  dataFlags
	model string
	json  bool
}

func newPlanCommand(e *env) *cobra.Command {
	f := planFlags{}
	cmd := &cobra.Command{
		Use:   "plan --model FILE|NAME",
		Short: "Print every byte of training memory by name",
		Long: "plan lays out the one block of memory in which a net is fine-tuned, and prints what lies\n" +
			"in it: weights, activations, gradients, the optimiser's state. Buffers that are never\n" +
			"needed at the same time share bytes, so the block is smaller than the sum.\n\n" +
			"Where a budget does not hold all that could learn, plan chooses what does: of each layer\n" +
			"all, some channels (in integers), the biases or nothing. With --data it measures on the\n" +
			"beginning of the stream what each layer gains alone; without, the last layers go first.\n" +
			"tune chooses the same with --budget, or takes the plan as --learn.\n\n" +
			"The net is a model file, a file in the text form, or one of: " + strings.Join(zoo.Names(), ", ") + ".",
		Example: "  edgetune plan --model fan.safetensors\n" +
			"  edgetune plan --model har-cnn --batch 1 --precision f16\n" +
			"  edgetune plan --model resnet8 --budget 2M\n" +
			"  edgetune plan --model fan.safetensors --data recordings/fan --precision q7 --budget 64K",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd.Context(), e) },
	}
	fs := cmd.Flags()
	fs.SortFlags = false
	fs.StringVar(&f.model, "model", "", "model file, net as text, or a named net")
	f.data.add(fs, "columns to read in place of those that the model learned from")
	f.learn.add(fs)
	fs.BoolVar(&f.json, "json", false, "print one JSON object")
	return cmd
}

func (f *planFlags) run(ctx context.Context, e *env) error {
	if f.model == "" {
		return usagef("--model is missing; give a file or one of %s", strings.Join(zoo.Names(), ", "))
	}
	build, rates, err := f.learn.get(1)
	if err != nil {
		return err
	}
	o := trial.PlanOptions{Model: f.model, Rates: rates, Norm: trial.Norm(f.learn.norm), Build: build}
	if f.data.dir != "" {
		d, err := f.data.get()
		if err != nil {
			return err
		}
		o.Data = &d
	}
	m, sparse, err := trial.Plan(ctx, o)
	if errors.Is(err, trial.ErrNoNet) {
		return usageError{err}
	}
	if err != nil {
		return err
	}
	if f.json {
		return writeJSON(e.out, planned(m, sparse))
	}
	f.print(e, m)
	if sparse != nil {
		printSparse(e, sparse)
	}
	return nil
}

// planLine is the result line of plan, planItem one piece of the block.
type (
	planLine struct {
		Event string     `json:"event"`
		Arena int        `json:"arena_bytes"`
		Items []planItem `json:"items"`

		Learn  string            `json:"learn,omitempty"` // where the budget does not hold all
		Layers []trial.LayerPlan `json:"layers,omitempty"`
	}
	planItem struct {
		Name  string `json:"name"`
		Bytes int    `json:"bytes"`
		From  int    `json:"from"`
		To    int    `json:"to"`
	}
)

// moments returns how many layers the steps of a plan count: what is always there
// ends at step 2n+1.
func moments(m nn.Net) (n int) {
	for _, u := range m.Memory() {
		n = max(n, (u.To-1)/2)
	}
	return n
}

func planned(m nn.Net, s *trial.Sparse) planLine {
	p := planLine{Event: "plan", Arena: m.Size()}
	if s != nil {
		p.Learn, p.Layers = s.Learn.String(), s.Layers
	}
	for _, u := range m.Memory() {
		p.Items = append(p.Items, planItem{u.Name, u.Bytes, u.From, u.To})
	}
	return p
}

// printSparse shows what learns of each layer, and why.
func printSparse(e *env, s *trial.Sparse) {
	t := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "\nlayer\tlearns\tgain\tbytes where it alone learns")
	for _, l := range s.Layers {
		gain := "-"
		if s.Probed > 0 {
			gain = fmt.Sprintf("%.4f", l.Gain)
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%d\n", l.Layer, l.Learn, gain, l.Bytes)
	}
	t.Flush()
	if s.Probed > 0 {
		fmt.Fprintf(e.out, "\ngain: by how much the loss fell where the layer alone learned, on half of %d windows\n", s.Probed)
	} else {
		fmt.Fprintln(e.out, "\nno gains were measured, which takes --data: the last layers go first")
	}
	fmt.Fprintf(e.out, "the budget does not hold all that could learn; give tune this plan:\n  --learn %q\n", s.Learn.String())
}

func (f *planFlags) print(e *env, m nn.Net) {
	sum, twice := 0, 0
	t := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "bytes\tsteps\tshare of the block\tname")
	for _, u := range m.Memory() {
		sum += u.Bytes
		if strings.Contains(u.Name, "computed twice") {
			twice++
		}
		fmt.Fprintf(t, "%d\t%d-%d\t%s\t%s\n", u.Bytes, u.From, u.To, bar(float64(u.Bytes)/float64(m.Size()), 20), u.Name)
	}
	t.Flush()
	n := moments(m)
	fmt.Fprintf(e.out, "\nsteps 0-%d are forward, %d the loss, %d-%d backward; %d is kept between steps\n", n-1, n, n+1, 3*n, 3*n+1)
	fmt.Fprintf(e.out, "peak %s (%d bytes) in one block; %s without sharing\n", nn.Bytes(m.Size()), m.Size(), nn.Bytes(sum))
	if twice > 0 {
		fmt.Fprintf(e.out, "the budget is short: the gradients of %d layers are computed twice, which takes longer\n", twice)
	}
}
