package workload

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"edgetune/fixedpoint"
	"edgetune/internal/kernel"
	"edgetune/nn"
	"edgetune/nn/zoo"
	"edgetune/optim"
)

// nets names the net of each workload, W1 first.
var nets = []string{"har-cnn", "ad-autoencoder", "kws-dscnn", "resnet8", "mlp"}

// Names returns W1 to W5.
func Names() []string {
	var n []string
	for i := range nets {
		n = append(n, fmt.Sprintf("W%d", i+1))
	}
	return n
}

// Config says what to time.
type Config struct {
	Workload string // W1..W5
	Infer    bool   // the forward pass alone
	Batch    int
	DType    nn.DType
	Kernels  *kernel.Set
	Threads  int           // of the products; not of nets in integers
	Duration time.Duration // of the measurement; warm-up is 0.3 of it
}

// Row is one measurement, as `bench --json` prints it.
type Row struct {
	Event     string  `json:"event"`
	Workload  string  `json:"workload"`
	Net       string  `json:"net"`
	Mode      string  `json:"mode"`
	Precision string  `json:"precision"`
	Kernels   string  `json:"kernels"`
	Batch     int     `json:"batch"`
	FirstStep int64   `json:"first_step_unix_ns"`
	Median    int64   `json:"median_ns"`
	Min       int64   `json:"min_ns"`
	Steps     int     `json:"steps"`
	CPU       int64   `json:"cpu_ns"`
	Arena     int     `json:"arena_bytes"`
	MACs      int     `json:"macs,omitempty"`          // multiply-accumulates of a step, for floats
	Share     float64 `json:"share_of_peak,omitempty"` // of what one thread can multiply and add
	LossFirst float64 `json:"loss_first"`
	LossLast  float64 `json:"loss_last"`
}

// Model builds the net of a workload for training, as Run does. With threads, close
// it.
func Model(c Config) (nn.Net, error) {
	i := slices.Index(Names(), c.Workload)
	if i < 0 {
		return nil, fmt.Errorf("bench: unknown workload %q; there are %s", c.Workload, strings.Join(Names(), ", "))
	}
	s, err := zoo.Lookup(nets[i])
	if err != nil {
		return nil, err
	}
	if c.DType.Integer() {
		return integers(s, c)
	}
	o := nn.Options{Batch: c.Batch, DType: c.DType, Kernels: c.Kernels, Seed: 1, Threads: c.Threads}
	if !c.Infer {
		o.Optimizer, err = optim.ByName(optim.Options{Rates: "constant", Updater: "momentum"})
		// One sample has no variance: with vectors, its statistics stay those of before.
		o.FrozenStats = c.Batch == 1 && len(s.Input) == 1
	}
	if err != nil {
		return nil, err
	}
	return nn.Build(s, o)
}

// Run times one workload, unless ctx ends first.
func Run(ctx context.Context, c Config) (Row, error) {
	m, err := Model(c)
	if err != nil {
		return Row{}, err
	}
	if w, ok := m.(interface{ Close() }); ok {
		defer w.Close()
	}
	fill(m, c.Batch)
	r := Row{
		Event: "bench", Workload: c.Workload, Net: nets[slices.Index(Names(), c.Workload)],
		Mode: "train", Precision: m.Options().DType.String(), Kernels: m.Options().Kernels.Name,
		Batch: c.Batch, Arena: m.Size(),
	}
	step := func() float64 {
		if c.DType.Integer() {
			fill(m, c.Batch) // part of a step: samples are rounded to a scale that moves
		}
		rep, _ := m.Step(c.Batch) // rows and optimiser are right by construction
		return float64(rep.Loss)
	}
	if c.Infer {
		r.Mode = "infer"
		step = func() float64 { return float64(m.Infer(c.Batch)[0]) }
	}
	r.LossFirst = step()
	r.FirstStep = time.Now().UnixNano()
	measure(ctx, &r, c.Duration, step)
	if err := ctx.Err(); err != nil {
		return r, err
	}
	if m, ok := m.(*nn.Model); ok {
		r.share(MACs(m, c.Batch, c.Infer))
	}
	return r, nil
}

// fill draws a batch.
func fill(m nn.Net, batch int) {
	x := make([]kernel.Float, m.Form().Input.Len())
	for i := range batch {
		key := fixedpoint.Key(2, 0, uint32(i))
		for j := range x {
			x[j] = kernel.Float(fixedpoint.Normal(key, uint32(j)))
		}
		m.Batch().Put(i, x)
		if m.Form().Loss.Kind == "softmax" {
			m.Batch().Class(i, i%m.Outputs())
		} else {
			m.Batch().Target(i, x[:m.Outputs()])
		}
	}
}

const blockTime = 200 * time.Microsecond

// measure runs blocks of steps of at least blockTime.
func measure(ctx context.Context, r *Row, d time.Duration, step func() float64) {
	per := 1
	for start := time.Now(); time.Since(start) < d*3/10 && ctx.Err() == nil; {
		t := time.Now()
		for range per {
			r.LossLast = step()
		}
		if time.Since(t) < blockTime {
			per *= 2
		}
	}
	var blocks []int64
	cpu := cpuTime()
	for start := time.Now(); time.Since(start) < d && ctx.Err() == nil || len(blocks) == 0; {
		t := time.Now()
		for range per {
			r.LossLast = step()
		}
		blocks = append(blocks, time.Since(t).Nanoseconds()/int64(per))
		r.Steps += per
	}
	r.CPU = (cpuTime() - cpu) / int64(r.Steps)
	slices.Sort(blocks)
	r.Min, r.Median = blocks[0], blocks[len(blocks)/2]
	if math.IsNaN(r.LossLast) {
		r.LossLast = math.MaxFloat64 // JSON has no NaN
	}
}
