package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"edgetune/sensors"
	"edgetune/sensors/merge"
	"edgetune/sensors/record"
	"edgetune/sensors/setup"
)

// sensorsRecordFlags are those of the command sensors record.
type sensorsRecordFlags struct {
	sensors     sensorFlags
	align       merge.Alignment
	out         string
	classes     string
	labels      string
	as          string
	window, hop int
	windows     int
	long        time.Duration
	json        bool

	machine setup.Machine
	stdin   io.Reader
}

func newSensorsRecordCommand(e *env, m setup.Machine) *cobra.Command {
	f := sensorsRecordFlags{machine: m, stdin: os.Stdin}
	cmd := &cobra.Command{
		Use:   "record [SENSOR] --out DIR",
		Short: "Record sensors with labels into a data folder for train and tune",
		Long: "record cuts what sensors deliver into windows and writes them into a data folder. Labels come\n" +
			"from keys (--classes: 1 is the first class, 2 the second; space pauses, q ends), from a file\n" +
			"(--labels), or from the source itself. With --classes nothing is recorded before the first\n" +
			"label; without it everything is, for train --self where the source brings no labels. Ctrl-C\n" +
			"keeps what was recorded, and so does a power cut; recording into the folder again adds to it.\n" +
			"With several sensors, each sample has the newest value of every one.",
		Example: "  edgetune sensors record mpu6050 rate=100 --out mydata --classes off,on\n" +
			"  edgetune sensors record mpu6050 rate=100 --out mydata --classes f=off,n=on --as target\n" +
			"  edgetune sensors record csv path=before.csv rate=50 classes=off,on --out mydata   # of a file\n" +
			"  edgetune train --data mydata --out my.model && edgetune tune --model my.model --data mydata",
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd.Context(), e, args) },
	}
	fs := cmd.Flags()
	f.sensors.add(fs)
	fs.StringVar(&f.out, "out", "", "data folder to write or to add to")
	fs.StringVar(&f.classes, "classes", "", "names of the classes, or KEY=NAME, as off,on or f=off,n=on")
	fs.StringVar(&f.labels, "labels", "", "file with lines SECONDS,CLASS: the class from then on, - for a pause")
	fs.StringVar(&f.as, "as", "source", "source: where the network learns; target: where it will work")
	fs.IntVar(&f.window, "window", 0, "samples of a window (default one second; single readings below 10 Hz)")
	fs.IntVar(&f.hop, "hop", 0, "samples from window to window (default half a window)")
	fs.IntVar(&f.windows, "windows", 0, "end after this many windows (default: Ctrl-C)")
	fs.DurationVar(&f.long, "time", 0, "end after this time, as 60s")
	fs.Float64Var(&f.align.Rate, "rate", 0, "several sensors: samples a second (default those of the fastest)")
	fs.Float64Var(&f.align.Stale, "stale", 0, "several sensors: how old a value may be, in seconds (default 2.5 periods)")
	fs.BoolVar(&f.json, "json", false, "print the result as a JSON object")
	return cmd
}

func (f *sensorsRecordFlags) check() error {
	switch {
	case f.out == "":
		return usagef("--out is missing; give a folder for the data")
	case f.as != "source" && f.as != "target":
		return usagef("--as %q is unknown; use source or target", f.as)
	case f.labels != "" && f.classes == "":
		return usagef("--labels needs --classes; name those in the file")
	}
	return errors.Join(positive("window", f.window), positive("hop", f.hop), positive("windows", f.windows), positive("time", f.long))
}

// byKeys reports whether the classes come from the keyboard.
func (f *sensorsRecordFlags) byKeys() bool { return f.classes != "" && f.labels == "" }

func (f *sensorsRecordFlags) run(ctx context.Context, e *env, args []string) error {
	if err := f.check(); err != nil {
		return err
	}
	list, err := f.sensors.get(args)
	if err != nil {
		return err
	}
	if f.byKeys() && slices.ContainsFunc(list, func(s setup.Setting) bool { return s.Path == "-" }) {
		return usagef("standard input cannot be both the sensor and the keys; give --labels")
	}
	keys, err := parseKeys(f.classes)
	if err != nil {
		return err
	}
	src, err := f.machine.OpenAll(ctx, list, setup.Together{Alignment: f.align, Failed: func(name string, err error) {
		fmt.Fprintf(e.err, "\r\nedgetune: %s: %v\r\n", name, err)
	}})
	if err != nil {
		return err
	}
	defer src.Close()
	sum, err := f.record(ctx, e, src, keys)
	if err != nil && sum.Taken == 0 {
		return err
	}
	return errors.Join(err, f.report(e, sum)) // what came before a failure is kept
}

// record reads src into the folder until it ends.
func (f *sensorsRecordFlags) record(ctx context.Context, e *env, src sensors.Source, keys keyMap) (record.Summary, error) {
	var none record.Summary
	session, err := record.For(src.Info(), f.window, f.hop)
	if err != nil {
		return none, err
	}
	session.Target, session.Start = f.as == "target", time.Now().UnixNano()
	if len(keys.classes) > 0 {
		session.Classes = keys.classes
	}
	ctx, end := context.WithCancel(ctx)
	defer end()
	labels, done, err := f.labelling(ctx, end, keys, session)
	if err != nil {
		return none, err
	}
	defer done()
	rec, err := record.Open(f.out, session)
	if err != nil {
		return none, err
	}
	if f.long > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, f.long)
		defer cancel()
	}
	labelled := record.Label(src, labels)
	p := &recordProgress{e: e, rec: rec, labels: labels, keys: keys, classes: session.Classes}
	labelled.Seen = p.seen
	err = rec.Record(ctx, labelled, f.windows)
	p.end()
	warn(e, labelled)
	sum, closeErr := rec.Close()
	return sum, errors.Join(err, closeErr)
}

// warn says what of the source did not reach the folder.
func warn(e *env, l *record.Labelled) {
	if n := l.Bad(); n > 0 {
		fmt.Fprintf(e.err, "edgetune: %d samples held a value that is no number, and were left out\n", n)
	}
	if n := l.Unnamed(); n > 0 {
		fmt.Fprintf(e.err, "edgetune: %d samples came with a class, and were recorded without it; name the classes in the sensor's line, as classes=off,on\n", n)
	}
}

// labelling returns what labels samples, and what ends it.
func (f *sensorsRecordFlags) labelling(ctx context.Context, end func(), keys keyMap, s record.Session) (record.Labels, func(), error) {
	nothing := func() {}
	switch {
	case f.labels != "":
		file, err := os.Open(f.labels)
		if err != nil {
			return nil, nil, err
		}
		defer file.Close()
		t, err := record.ReadTable(file, s.Classes)
		return t, nothing, err
	case f.byKeys():
		return keys.listen(ctx, end, f.stdin)
	case len(s.Classes) > 0:
		return record.FromSource{}, nothing, nil
	}
	return nil, nothing, nil
}

// report writes what the folder holds now.
func (f *sensorsRecordFlags) report(e *env, s record.Summary) error {
	if f.json {
		return writeJSON(e.out, map[string]any{
			"event": "result", "data": f.out, "windows": s.Windows, "recorded": s.Taken, "classes": s.Classes, "splits": s.Splits,
		})
	}
	if s.Windows == 0 {
		hint := "record for longer than a window"
		if f.byKeys() {
			hint = "press the key of a class, and " + hint
		}
		return hinted{errors.New("nothing was recorded"), hint}
	}
	facts(e.out, "folder", f.out, "recorded", fmt.Sprintf("%d windows", s.Taken), "in all", fmt.Sprintf("%d windows of %d sessions", s.Windows, s.Sessions),
		"classes", counts(s.Classes), "splits", counts(s.Splits))
	return nil
}

// counts writes a map of numbers in the order of its names.
func counts(m map[string]int) string {
	var parts []string
	for name, n := range m {
		parts = append(parts, fmt.Sprintf("%s %d", name, n))
	}
	slices.Sort(parts)
	return oneOf(some(strings.Join(parts, ", ")))
}
