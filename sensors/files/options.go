package files

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"edgetune/sensors"
)

// Options says what the columns mean. The zero value takes every column as a channel, but
// "t", "time" and "timestamp" as the time in seconds, and "label" and "run" as what they
// say.
type Options struct {
	Format   string   // csv, jsonl, wav, s16le or f32le; empty goes by the name of the file
	Channels []string // to read, in this order; nil takes all. For s16le and f32le, the names
	Units    []string // by channel; empty takes those in the CSV header, "acc_x [m/s^2]"
	Rate     float64  // samples per second, where no column has the time; 0 is unknown
	Time     string   // name of the column with the time
	TimeUnit string   // s, ms, us or ns; empty is s
	Label    string   // name of the column with the class: a number, or one of Classes
	Classes  []string // names of the classes
	Run      string   // name of the column whose change starts a new recording
	Comma    rune     // between the columns of CSV; 0 is ','

	// SkipMissing leaves out rows with an empty or NaN value, in place of ending with an
	// error; the next row starts a new run.
	SkipMissing bool
}

// ErrMissing is in the chain of errors about a value that is not there.
var ErrMissing = errors.New("a value is missing; fill the gap, or leave such rows out (skip_missing)")

// Open opens a file, or standard input for "-", which needs a Format.
func Open(name string, o Options) (sensors.Source, error) {
	f := os.Stdin
	if name != "-" {
		var err error
		if f, err = os.Open(name); err != nil {
			return nil, fmt.Errorf("sensors/files: %w", err)
		}
	}
	s, err := open(f, name, o)
	if err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("sensors/files: %s: %w", name, err)
	}
	if r, ok := s.(*rows); ok {
		r.name = name + ": "
	}
	return s, nil
}

func open(f *os.File, name string, o Options) (sensors.Source, error) {
	format := o.Format
	if format == "" {
		format = strings.TrimPrefix(strings.ToLower(filepath.Ext(name)), ".")
	}
	switch format {
	case "csv":
		return newRows(f, f, o, newCSV)
	case "jsonl", "ndjson", "json":
		return newRows(f, f, o, newJSON)
	case "wav":
		return newWAV(f, f, o)
	case "s16le", "f32le":
		return newPCM(f, f, format, o)
	}
	return nil, fmt.Errorf("format %q; use csv, jsonl, wav, s16le or f32le", format)
}

// CSV reads rows with a header from r. Close does not close r.
func CSV(r io.Reader, o Options) (sensors.Source, error) { return named(newRows(r, nil, o, newCSV)) }

// JSONLines reads one object of numbers for each line from r. Close does not close r.
func JSONLines(r io.Reader, o Options) (sensors.Source, error) {
	return named(newRows(r, nil, o, newJSON))
}

// WAV reads sound from r; its length may be unknown, as that of `arecord -t wav`. Close
// does not close r.
func WAV(r io.Reader, o Options) (sensors.Source, error) { return named(newWAV(r, nil, o)) }

// PCM reads frames without a header from r, in a format s16le or f32le; the channels and
// the rate are those of o. Close does not close r.
func PCM(r io.Reader, format string, o Options) (sensors.Source, error) {
	return named(newPCM(r, nil, format, o))
}

func named(s sensors.Source, err error) (sensors.Source, error) {
	if err != nil {
		return nil, fmt.Errorf("sensors/files: %w", err)
	}
	return s, nil
}
