package service

import (
	"fmt"
	"math"
	"sync/atomic"
	"time"

	"edgetune/firmware/store"
	"edgetune/nn"
	"edgetune/sensors"
)

// meter is a file system that counts what is written.
type meter struct {
	store.FS
	bytes atomic.Int64
	syncs atomic.Int64
}

// Open implements store.FS.
func (m *meter) Open(name string) (store.File, error) {
	f, err := m.FS.Open(name)
	if err != nil {
		return nil, err
	}
	return metered{f, m}, nil
}

type metered struct {
	store.File
	m *meter
}

// WriteAt implements io.WriterAt.
func (f metered) WriteAt(b []byte, at int64) (int, error) {
	n, err := f.File.WriteAt(b, at)
	f.m.bytes.Add(int64(n))
	return n, err
}

// Sync implements store.File.
func (f metered) Sync() error {
	f.m.syncs.Add(1)
	return f.File.Sync()
}

// writes is how the bytes of a day are divided between what happened and states.
type writes struct {
	windows float64 // labelled windows of the source in a day, at most; 0: all
	spacing int     // least windows between two generations
}

const (
	// entryBytes is what a window takes in the journal beside its row: time, class, and
	// the record's head and hash.
	entryBytes = 8 + 2 + 5 + 16
	// page is what a sync writes at least: storage takes no less.
	page = 4096
	// rarest is the fewest generations of a day.
	rarest = 1.0 / 7
)

// tails is what the syncs of a day write beside what they are for, at most.
func tails(sync time.Duration) float64 { return page * float64(24*time.Hour) / float64(sync) }

// divide plans a day with a label for each window: budget bytes, states of so many
// bytes, rows of so many values, windows in a day where that is known. Half of what
// syncs leave is for the journal, the rest for states.
func divide(budget Bytes, sync time.Duration, state, width int, perDay float64) (writes, error) {
	left := float64(budget) - tails(sync)
	entry := float64(width + entryBytes)
	most := math.Floor(left / 2 / entry)
	w := writes{windows: most}
	if perDay > 0 && perDay <= most {
		w.windows, most = 0, perDay
	}
	generations := (left - float64(most*entry)) / float64(state)
	if most < 1 || generations < rarest {
		return w, fmt.Errorf("firmware/service: state.write_budget: %v a day has no room for states of %s; raise it, or lower learn.replay", budget, nn.Bytes(state))
	}
	w.spacing = int(math.Ceil(most / generations))
	return w, nil
}

// syncEvery is how many windows make a sync worth its page, whatever the time.
func syncEvery(width int) int { return max(32, 4*page/(width+entryBytes)) }

// windowsPerDay is how many windows a source gives, 0 where its rate is unknown.
func windowsPerDay(l sensors.Layout, steps, hop int) float64 {
	if hop == 0 {
		hop = steps
	}
	if !(l.Rate > 0) || hop < 1 {
		return 0
	}
	return l.Rate * 86400 / float64(hop)
}
