package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"edgetune/sensors"
	"edgetune/sensors/setup"
	"edgetune/sensors/trust"
)

// seconds is how long is listened before anything is judged.
const seconds = 10

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	line := strings.Join(os.Args[1:], " ")
	if line == "" {
		line = "synth machine=field episodes=20"
	}
	if err := run(ctx, os.Stdout, line); err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run reads the sensor of a line until it ends.
func run(ctx context.Context, w io.Writer, line string) error {
	s, err := setup.Parse(line)
	if err != nil {
		return err
	}
	src, err := setup.Open(s)
	if err != nil {
		return err
	}
	defer src.Close()
	second := max(int(src.Info().Layout.Rate), 1)
	limits, err := trust.Learn(ctx, &first{src, seconds * second})
	if err != nil {
		return err
	}
	guard, err := trust.NewGuard(src, limits)
	if err != nil {
		return err
	}
	return watch(ctx, w, guard, second)
}

// watch prints mean and deviation of every channel, a second at a time.
func watch(ctx context.Context, w io.Writer, src *trust.Guard, second int) error {
	info := src.Info()
	stats, err := sensors.New(sensors.Spec{{Kind: "stats", Stats: []string{"mean", "std"}}}, info.Window(second))
	if err != nil {
		return err
	}
	p, err := sensors.NewPipeline(src, second, second, stats)
	if err != nil {
		return err
	}
	p.Refused = func(window sensors.Window) { fmt.Fprintln(w, "refused:", window.Verdict.Words(info)) }
	row := make([]float32, p.Len())
	for seen := 0; ; seen++ {
		window, err := p.Next(ctx, row)
		if errors.Is(err, io.EOF) {
			fmt.Fprintf(w, "%d seconds seen, %d readings refused\n", seen, src.Quarantine().Refused())
			return nil
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%4d", window.ID)
		for i, c := range info.Channels {
			fmt.Fprintf(w, "  %s %.4g ± %.2g", c, row[2*i], row[2*i+1])
		}
		fmt.Fprintln(w)
	}
}

// first is the beginning of a source.
type first struct {
	sensors.Source
	left int
}

// Read implements sensors.Source.
func (f *first) Read(ctx context.Context, s *sensors.Sample) error {
	if f.left == 0 {
		return io.EOF
	}
	f.left--
	return f.Source.Read(ctx, s)
}
