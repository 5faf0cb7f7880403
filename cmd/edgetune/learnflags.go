package main

import (
	"math"

	"github.com/spf13/pflag"

	"edgetune/internal/trial"
	"edgetune/nn"
	"edgetune/optim"
)

// learnFlags are how a net learns; tune and plan share them.
type learnFlags struct {
	set       *pflag.FlagSet
	precision precision
	rates     string
	updater   string
	eta, tau  float64
	batch     int
	norm      norm
	freeze    int
	plan      learning
	budget    byteSize
	kernels   kernelSet
}

// Defaults and bounds of a batch.
const (
	tuneBatch = 8
	maxBatch  = 4096
)

func (l *learnFlags) add(f *pflag.FlagSet) {
	l.set = f
	l.precision = precision(nn.Half)
	f.Var(&l.precision, "precision", "storage of weights and activations; a file in integers keeps its own")
	f.StringVar(&l.rates, "rates", "backmatch", "backmatch, backmatch-scalar or constant")
	f.StringVar(&l.updater, "updater", "sgd", "sgd, momentum or adam, which takes constant rates")
	f.Float64Var(&l.eta, "eta", 0, "base rate, a factor of tau for backmatch (default that of the rule)")
	f.Float64Var(&l.tau, "tau", 0, "most that a layer moves, relative to its length (default that of the rule)")
	f.IntVar(&l.batch, "batch", tuneBatch, "windows of a step")
	l.norm = norm(trial.NormFrozen)
	f.Var(&l.norm, "norm", "batch normalisation: its statistics frozen, those of each batch (train), or folded into the layer before it (fold)")
	f.IntVar(&l.freeze, "freeze", 0, "the first layers of the net, so many, do not learn")
	f.Var(&l.plan, "learn", "what learns, like \"conv2:bias conv3:0-7 dense1:all\"; where --budget is short, a choice")
	f.Var(&l.budget, "budget", "most memory for the whole of training, like 256K (default no limit)")
	f.Var(&l.kernels, "kernels", "set of kernels (default the best of this machine)")
}

// get checks the flags and returns what they say.
func (l *learnFlags) get(seed uint32) (b nn.Options, o optim.Options, err error) {
	if err := l.check(); err != nil {
		return b, o, err
	}
	if l.updater == "adam" && !l.set.Changed("rates") {
		l.rates = "constant" // the only ones that adam goes with
	}
	o = optim.Options{Rates: l.rates, Updater: l.updater, Eta: l.eta, Tau: l.tau, Seed: seed}
	if l.tau == 0 && l.set.Changed("tau") {
		o.Tau = -1 // off
	}
	if _, err := optim.ByName(o); err != nil {
		return b, o, usageError{err}
	}
	set, err := l.kernels.get()
	b = nn.Options{
		Batch: l.batch, DType: nn.DType(l.precision), Kernels: set, Budget: int(l.budget),
		FrozenUpTo: l.freeze, Learn: nn.Learning(l.plan), Seed: seed,
	}
	return b, o, err
}

// ratesOfReplay takes the rates that suit learning with a memory in place of those
// that nobody asked for.
func (l *learnFlags) ratesOfReplay(o optim.Options) optim.Options {
	r := trial.ReplayRates()
	r.Seed = o.Seed
	for _, name := range []string{"rates", "updater", "eta", "tau"} {
		if l.set.Changed(name) {
			return o
		}
	}
	l.rates, l.updater = r.Rates, r.Updater
	return r
}

func (l *learnFlags) check() error {
	given := l.set.Changed
	switch {
	case l.batch < 1 || l.batch > maxBatch:
		return usagef("--batch %d: give 1 to %d", l.batch, maxBatch)
	case l.freeze < 0:
		return usagef("--freeze %d: give 0 or more", l.freeze)
	case given("eta") && !(l.eta > 0 && l.eta <= math.MaxFloat32):
		return usagef("--eta %g: give a positive number, 3e38 at most", l.eta)
	case given("tau") && !(l.tau >= 0 && l.tau <= 1):
		return usagef("--tau %g: give a number from 0 to 1", l.tau)
	case given("tau") && l.tau == 0 && l.rates == "backmatch":
		return usagef("--tau 0 leaves --rates backmatch no step; give a positive number, 0.12 is the default")
	case given("budget") && l.budget == 0:
		return usagef("--budget 0 holds nothing; give bytes like 256K")
	}
	return nil
}
