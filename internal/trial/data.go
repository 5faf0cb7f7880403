package trial

import (
	"errors"
	"fmt"
	"os"

	"edgetune/firmware/bundle"
	"edgetune/sensors/replay"
)

// Data names a recording and what is read of it.
type Data struct {
	Dir         string
	Channels    []int // columns to read; nil: all, or those that the model learned from
	SkipMissing bool  // leave out rows with gaps instead of refusing them
}

func (d Data) open() (*replay.Folder, error) {
	f, err := replay.Open(d.Dir, replay.Options{Channels: d.Channels, SkipMissing: d.SkipMissing})
	if errors.Is(err, replay.ErrMissing) {
		return nil, hint(err, "--skip-missing leaves out rows with gaps")
	}
	return f, err
}

// openFor reads the columns that the model learned from, unless others are named.
func (d Data) openFor(b *bundle.Bundle) (*replay.Folder, error) {
	if d.Channels == nil {
		d.Channels = b.Columns
	}
	f, err := d.open()
	if err != nil {
		return nil, err
	}
	if got, want := f.Layout(), b.Input; got.Channels != want.Channels {
		return nil, hint(fmt.Errorf("trial: %s has %d channels, the model reads %d", d.Dir, got.Channels, want.Channels),
			fmt.Sprintf("--channels picks %d columns of the data", want.Channels))
	}
	if !b.Rebuilds() && (f.Meta.Task == "regression") != (b.Task == "regression") {
		return nil, fmt.Errorf("trial: %s is a %s, the model learned a %s; train on these data", d.Dir, f.Meta.Task, b.Task)
	}
	return f, nil
}

// needRows refuses an empty split.
func needRows(f *replay.Folder, s replay.Split, dir string) error {
	if len(f.Rows(s)) == 0 {
		as := "source"
		if s >= replay.TargetAdapt {
			as = "target"
		}
		return hint(fmt.Errorf("trial: %s has no rows of %v; mark some with %d in the array split", dir, s, uint8(s)),
			"\"edgetune sensors record --as "+as+"\" makes rows of it")
	}
	return nil
}

// hinted is an error that knows what to do about it.
type hinted struct {
	error
	hint string
}

func (h hinted) Unwrap() error { return h.error }

// Hint returns the advice, one line.
func (h hinted) Hint() string { return h.hint }

func hint(err error, text string) error { return hinted{err, text} }

// mustExist refuses a folder that is not there, before anybody creates it.
func mustExist(dir string) error {
	if info, err := os.Stat(dir); err != nil {
		return hint(fmt.Errorf("trial: state folder: %w", err), "give the folder of \"tune --state\", or of state.folder of the service")
	} else if !info.IsDir() {
		return fmt.Errorf("trial: %s is no folder", dir)
	}
	return nil
}
