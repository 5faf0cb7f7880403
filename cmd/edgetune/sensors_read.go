package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"edgetune/sensors/monitor"
	"edgetune/sensors/setup"
	"edgetune/sensors/trust"
)

// sensorsReadFlags are those of the command sensors read.
type sensorsReadFlags struct {
	sensors sensorFlags
	count   int
	long    time.Duration
	json    bool
	machine setup.Machine
}

func newSensorsReadCommand(e *env, m setup.Machine) *cobra.Command {
	f := sensorsReadFlags{machine: m}
	cmd := &cobra.Command{
		Use:   "read [SENSOR]",
		Short: "Read sensors: a live table, or one JSON object a line",
		Long: "read shows what sensors deliver until Ctrl-C. On a terminal it is a table with the last\n" +
			"value, the range and a curve of every channel; elsewhere one line a sample. A sensor that\n" +
			"fails is told about and opened again, while the others go on.",
		Example: "  edgetune sensors read bme280 bus=1 address=0x76\n" +
			"  edgetune sensors read --sensor \"mpu6050 rate=100\" --sensor host --json",
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd.Context(), e, args) },
	}
	fs := cmd.Flags()
	f.sensors.add(fs)
	fs.IntVar(&f.count, "count", 0, "end after this many samples (default: Ctrl-C)")
	fs.DurationVar(&f.long, "time", 0, "end after this time, as 30s")
	fs.BoolVar(&f.json, "json", false, "print one JSON object a line")
	return cmd
}

func (f *sensorsReadFlags) run(ctx context.Context, e *env, args []string) error {
	list, err := f.sensors.get(args)
	if err != nil {
		return err
	}
	if err := errors.Join(positive("count", f.count), positive("time", f.long)); err != nil {
		return err
	}
	if f.long > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, f.long)
		defer cancel()
	}
	show := f.show(e)
	samples := 0
	err = monitor.Watch(ctx, f.machine, list, trust.Policy{}, func(r monitor.Reading) bool {
		if r.Err != nil {
			fmt.Fprintf(e.err, "edgetune: %s: %v\n", r.Name, r.Err)
			return true
		}
		show(r)
		samples++
		return f.count == 0 || samples < f.count
	})
	if err != nil {
		return errors.New("a sensor failed, see above")
	}
	if samples == 0 && ctx.Err() == nil {
		return errors.New("no reading came before the end of the source")
	}
	return nil
}

// show returns what writes a sample.
func (f *sensorsReadFlags) show(e *env) func(monitor.Reading) {
	switch {
	case f.json:
		return func(r monitor.Reading) { _ = writeJSON(e.out, newSampleLine(r)) }
	case e.terminal && e.color:
		return newLiveTable(e).show
	}
	return func(r monitor.Reading) {
		s := newSampleLine(r)
		fmt.Fprintf(e.out, "%.3f %s", s.Time, s.Sensor)
		for i, c := range s.names {
			fmt.Fprintf(e.out, " %s=%g", c, r.Sample.Values[i])
		}
		fmt.Fprintln(e.out)
	}
}

// sampleLine is a sample for programs.
type sampleLine struct {
	Event  string             `json:"event"`
	Sensor string             `json:"sensor"`
	Time   float64            `json:"time"` // s
	Run    int                `json:"run"`
	Values map[string]float32 `json:"values"`
	Lost   uint64             `json:"lost"`

	names []string
}

func newSampleLine(r monitor.Reading) sampleLine {
	s := sampleLine{
		Event: "sample", Sensor: r.Name, Time: float64(r.Sample.Time) / 1e9, Run: r.Sample.Run, Lost: r.Stats.Lost,
		Values: map[string]float32{},
	}
	steps := r.Info.Layout.Height * r.Info.Layout.Steps
	for i := range r.Info.Layout.Channels {
		s.names = append(s.names, channelName(r, i))
		s.Values[channelName(r, i)] = r.Sample.Values[i*steps]
	}
	return s
}

func channelName(r monitor.Reading, i int) string {
	if i < len(r.Info.Channels) {
		return r.Info.Channels[i]
	}
	return fmt.Sprintf("ch%d", i)
}
