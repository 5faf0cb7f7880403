package main

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"edgetune/internal/kernel"
	"edgetune/internal/workload"
	"edgetune/nn"
)

// benchFlags are those of the command bench.
type benchFlags struct {
	workload  string
	mode      string
	batch     int
	seconds   float64
	threads   int
	precision string
	kernels   kernelSet
	json      bool
}

func newBenchCommand(e *env) *cobra.Command {
	f := benchFlags{}
	cmd := &cobra.Command{
		Use:   "bench",
		Short: "Time a step of the five workloads on this machine",
		Long: "bench times one training step (forward, loss, backward, SGD with momentum) or one\n" +
			"inference, on one thread unless --threads says more, with random inputs:\n\n" +
			"  W1  har-cnn         1-D convolutions over 128 steps of 9 channels\n" +
			"  W2  ad-autoencoder  dense layers with batch normalisation, 640 values\n" +
			"  W3  kws-dscnn       depthwise-separable convolutions, 49x10\n" +
			"  W4  resnet8         2-D convolutions with shortcuts, 32x32x3\n" +
			"  W5  mlp             two hidden layers of 256\n\n" +
			"It warms up for 0.3 of the time, then measures blocks of at least 0.2 ms, and prints the\n" +
			"median and the fastest block, and what part of the fused products that the fastest block\n" +
			"could have done in registers alone its useful ones were.",
		Example: "  edgetune bench\n  edgetune bench --workload W1 --batch 8 --precision f16 --seconds 2",
		Args:    noArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return f.run(cmd.Context(), e) },
	}
	fs := cmd.Flags()
	fs.SortFlags = false
	fs.StringVar(&f.workload, "workload", "", "W1 to W5 (default all)")
	fs.StringVar(&f.mode, "mode", "train", "train or infer")
	fs.IntVar(&f.batch, "batch", 0, "samples of a step (default 1 and 8)")
	fs.Float64Var(&f.seconds, "seconds", 1, "time to measure each row for")
	fs.StringVar(&f.precision, "precision", "", "f32, f16, q15 or q7 (default f16 and f32)")
	fs.Var(&f.kernels, "kernels", "set of kernels (default the best of this machine)")
	fs.IntVar(&f.threads, "threads", 1, "threads of the matrix products, with f32 and f16; the same bits with any number")
	fs.BoolVar(&f.json, "json", false, "print one JSON object a row")
	return cmd
}

func (f *benchFlags) run(ctx context.Context, e *env) error {
	configs, err := f.configs()
	if err != nil {
		return err
	}
	runtime.GOMAXPROCS(f.threads)
	if !f.json {
		fmt.Fprintf(e.out, benchLine, "workload", "net", "mode", "precision", "kernels", "batch", "median", "fastest", "peak", "memory")
	}
	for _, c := range configs {
		r, err := workload.Run(ctx, c)
		if err != nil {
			return err
		}
		if f.json {
			if err := writeJSON(e.out, r); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(e.out, benchLine, r.Workload, r.Net, r.Mode, r.Precision, r.Kernels, strconv.Itoa(r.Batch),
			time.Duration(r.Median).String(), time.Duration(r.Min).String(), fmt.Sprintf("%.0f%%", 100*r.Share), nn.Bytes(r.Arena))
	}
	return nil
}

// benchLine is a row of the table, which appears row by row.
const benchLine = "%-8s  %-14s  %-5s  %-9s  %-12s  %-5s  %-12s  %-12s  %-4s  %s\n"

// configs returns the rows to measure.
func (f *benchFlags) configs() ([]workload.Config, error) {
	names, types, batches, err := f.ranges()
	if err != nil {
		return nil, err
	}
	set, err := f.kernels.get()
	if err != nil {
		return nil, err
	}
	var all []workload.Config
	for _, name := range names {
		for _, d := range types {
			for _, b := range batches {
				all = append(all, workload.Config{
					Workload: name, Infer: f.mode == "infer", Batch: b, DType: d, Kernels: set, Threads: f.threads,
					Duration: time.Duration(f.seconds * float64(time.Second)),
				})
			}
		}
	}
	return all, nil
}

// ranges checks the flags and fills in what was left open.
func (f *benchFlags) ranges() (names []string, types []nn.DType, batches []int, err error) {
	names, types, batches = workload.Names(), []nn.DType{nn.Half, nn.F32}, []int{1, 8}
	if f.workload != "" {
		if !slices.Contains(names, f.workload) {
			return nil, nil, nil, usagef("--workload %s: unknown; there are %s", f.workload, strings.Join(names, ", "))
		}
		names = []string{f.workload}
	}
	if f.precision != "" {
		var p precision
		if err := p.Set(f.precision); err != nil {
			return nil, nil, nil, usagef("--precision: %v", err)
		}
		types = []nn.DType{nn.DType(p)}
	}
	if f.batch != 0 {
		batches = []int{f.batch}
	}
	switch {
	case f.mode != "train" && f.mode != "infer":
		return nil, nil, nil, usagef("--mode %s: use train or infer", f.mode)
	case f.batch < 0 || f.batch > maxBatch:
		return nil, nil, nil, usagef("--batch %d: give 1 to %d", f.batch, maxBatch)
	case badThreads(f.threads):
		return nil, nil, nil, usagef("--threads %d: give 1 to %d", f.threads, kernel.MaxThreads)
	case !(f.seconds > 0 && f.seconds <= 3600):
		return nil, nil, nil, usagef("--seconds %g: give more than 0 and at most 3600", f.seconds)
	}
	return names, types, batches, nil
}

func badThreads(n int) bool { return n < 1 || n > kernel.MaxThreads }
