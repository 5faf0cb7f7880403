package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"edgetune/firmware/fewshot"
	"edgetune/internal/trial"
	"edgetune/nn"
	"edgetune/sensors/replay"
)

// addClassFlags are those of the command addclass.
type addClassFlags struct {
	trial.AddClassOptions
	data    dataFlags
	kernels kernelSet
	split   string
	json    bool
}

func newAddClassCommand(e *env) *cobra.Command {
	var f addClassFlags
	cmd := &cobra.Command{
		Use:   "addclass --model FILE --data DIR --name NAME --out FILE",
		Short: "Let a network know one class more, from a few windows",
		Long: "addclass takes the first windows of a new class from a recording, and gives the last layer\n" +
			"of the net a row that tells them from the windows kept in the model file. All other weights\n" +
			"stay. The file that it writes is one for tune and run: learning goes on from there.",
		Example: "  edgetune addclass --model words.safetensors --data recordings/words --name stop --shots 10 --out more.safetensors",
		Args:    noArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return f.run(cmd.Context(), e) },
	}
	fs := cmd.Flags()
	fs.SortFlags = false
	fs.StringVar(&f.Model, "model", "", "model file, written by train or tune")
	f.data.add(fs, "columns to read in place of those that the model learned from")
	fs.StringVar(&f.Name, "name", "", "name of the new class, as in meta.json, behind those of the model")
	fs.IntVar(&f.Shots, "shots", 10, "windows of it")
	fs.StringVar(&f.split, "split", "target_adapt", "part of the recording that they are taken from")
	fs.StringVar(&f.Out, "out", "", "model file to write")
	fs.Var(&f.kernels, "kernels", "set of kernels (default the best of this machine)")
	fs.BoolVar(&f.json, "json", false, "print one JSON object")
	return cmd
}

func (f *addClassFlags) run(ctx context.Context, e *env) error {
	if err := f.check(); err != nil {
		return err
	}
	r, err := trial.AddClass(ctx, f.AddClassOptions)
	if err != nil {
		return err
	}
	if f.json {
		return writeJSON(e.out, r)
	}
	facts(e.out, "classes", strings.Join(r.Classes, ", "), "learned from", fmt.Sprintf("%d windows of %s", r.Shots, r.Class),
		"kept", fmt.Sprintf("%d windows", r.Kept), "written", f.Out)
	return nil
}

// check completes the options.
func (f *addClassFlags) check() (err error) {
	switch {
	case f.Model == "" || f.Out == "" || f.Name == "":
		return usagef("give --model, --name and --out")
	case sameFile(f.Out, f.Model):
		return usagef("--out is the file of --model, which addclass never changes; name another file")
	case f.Shots < 1 || f.Shots > fewshot.MostShots:
		return usagef("--shots %d: give 1 to %d", f.Shots, fewshot.MostShots)
	}
	if f.Data, err = f.data.get(); err != nil {
		return err
	}
	if f.Split, err = replay.ParseSplit(f.split); err != nil {
		return usageError{err}
	}
	set, err := f.kernels.get()
	f.Build = nn.Options{Kernels: set}
	return err
}
