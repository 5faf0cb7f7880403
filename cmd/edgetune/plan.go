package main

import (
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
			"The net is a model file, a file in the text form, or one of: " + strings.Join(zoo.Names(), ", ") + ".",
		Example: "  edgetune plan --model fan.safetensors\n" +
			"  edgetune plan --model har-cnn --batch 1 --precision f16\n" +
			"  edgetune plan --model resnet8 --budget 2M",
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error { return f.run(e) },
	}
	fs := cmd.Flags()
	fs.SortFlags = false
	fs.StringVar(&f.model, "model", "", "model file, net as text, or a named net")
	f.learn.add(fs)
	fs.BoolVar(&f.json, "json", false, "print one JSON object")
	return cmd
}

func (f *planFlags) run(e *env) error {
	if f.model == "" {
		return usagef("--model is missing; give a file or one of %s", strings.Join(zoo.Names(), ", "))
	}
	build, rates, err := f.learn.get(1)
	if err != nil {
		return err
	}
	m, err := trial.Plan(f.model, rates, trial.Norm(f.learn.norm), build)
	if errors.Is(err, trial.ErrNoNet) {
		return usageError{err}
	}
	if err != nil {
		return err
	}
	if f.json {
		return writeJSON(e.out, planned(m))
	}
	f.print(e, m)
	return nil
}

// planLine is the result line of plan, planItem one piece of the block.
type (
	planLine struct {
		Event string     `json:"event"`
		Arena int        `json:"arena_bytes"`
		Items []planItem `json:"items"`
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

func planned(m nn.Net) planLine {
	p := planLine{Event: "plan", Arena: m.Size()}
	for _, u := range m.Memory() {
		p.Items = append(p.Items, planItem{u.Name, u.Bytes, u.From, u.To})
	}
	return p
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
	fmt.Fprintf(e.out, "\nsteps 0-%d are forward, %d the loss, %d-%d backward; %d is kept between steps\n", n-1, n, n+1, 2*n, 2*n+1)
	fmt.Fprintf(e.out, "peak %s (%d bytes) in one block; %s without sharing\n", nn.Bytes(m.Size()), m.Size(), nn.Bytes(sum))
	if twice > 0 {
		fmt.Fprintf(e.out, "the budget is short: the gradients of %d layers are computed twice, which takes longer\n", twice)
	}
}
