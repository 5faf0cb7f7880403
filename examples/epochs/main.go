package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"sync"

	"edgetune/nn"
	"edgetune/nn/zoo"
	"edgetune/optim"
	"edgetune/sensors/replay"
)

// testRows are enough for two points in a hundred.
const testRows = 750

// options are the flags.
type options struct {
	net                     string
	rows, epochs, seeds     int
	train, validation, test *rows
	spec                    nn.Spec
}

func main() {
	o := options{}
	flag.StringVar(&o.net, "net", "resnet8", "a net of the zoo")
	flag.IntVar(&o.rows, "rows", 3000, "rows of source_train, a tenth of which chooses the rate")
	flag.IntVar(&o.epochs, "epochs", 6, "rounds over the rest")
	flag.IntVar(&o.seeds, "seeds", 3, "nets of each method")
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	if err := o.run(flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, "epochs:", err)
		os.Exit(1)
	}
}

func (o *options) run(dir string) error {
	f, err := replay.Open(dir, replay.Options{})
	if err != nil {
		return err
	}
	if o.spec, err = zoo.Lookup(o.net); err != nil {
		return err
	}
	all := load(f, replay.SourceTrain, o.rows)
	o.test = load(f, replay.SourceTest, testRows)
	cut := all.len() * 9 / 10
	normalise(f.Layout().Channels, all, o.test)
	o.train, o.validation = all.part(0, cut), all.part(cut, all.len())
	momentum, err := optim.MethodByName("momentum")
	if err != nil {
		return err
	}
	eta, err := o.best(momentum)
	if err != nil {
		return err
	}
	return o.race(momentum, eta)
}

// grid holds the rates of dampened momentum, ten times those of the usual one.
var grid = []float64{0.1, 0.22, 0.46, 1, 2.2}

// best chooses the rate on the rows held back, with the first seed.
func (o *options) best(m optim.Method) (float64, error) {
	var jobs []job
	for _, eta := range grid {
		jobs = append(jobs, job{o.spec, m, eta, 1, o.epochs})
	}
	got, err := runAll(jobs, o.train, o.validation)
	if err != nil {
		return 0, err
	}
	best := 0
	for i, r := range got {
		fmt.Printf("validation: momentum %g: %.3f\n", grid[i], r.last())
		if r.last() > got[best].last() {
			best = i
		}
	}
	return grid[best], nil
}

// race prints a row for each seed.
func (o *options) race(momentum optim.Method, eta float64) error {
	backmatch, err := optim.MethodByName("backmatch")
	if err != nil {
		return err
	}
	var jobs []job
	for seed := range o.seeds {
		jobs = append(jobs, job{o.spec, momentum, eta, uint32(seed + 1), o.epochs},
			job{o.spec, backmatch, backmatch.Eta, uint32(seed + 1), o.epochs})
	}
	got, err := runAll(jobs, o.train, o.test)
	if err != nil {
		return err
	}
	total := o.train.len() / batchRows * o.epochs
	steps := func(check int) int { return check * total / (checks * o.epochs) }
	fmt.Printf("\n%s, %d rows, %d epochs, %d steps of %d\n\n", o.net, o.train.len(), o.epochs, total, batchRows)
	fmt.Printf("| seed | momentum %g | backmatch | its steps to what momentum reached |\n|---|---|---|---|\n", eta)
	for i := 0; i < len(got); i += 2 {
		fmt.Printf("| %d | %.3f | %.3f | %d |\n", i/2+1, got[i].last(), got[i+1].last(), steps(got[i+1].first(got[i].last())))
	}
	return nil
}

// runAll trains on all processors.
func runAll(jobs []job, train, test *rows) ([]result, error) {
	out, errs := make([]result, len(jobs)), make([]error, len(jobs))
	next := make(chan int)
	var wait sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for i := range next {
				out[i], errs[i] = jobs[i].run(train, test)
			}
		})
	}
	for i := range jobs {
		next <- i
	}
	close(next)
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}
