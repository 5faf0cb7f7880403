package service

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"edgetune/firmware/memory"
	"edgetune/firmware/telemetry"
)

// moments are the last windows, each with its answer, until somebody says what it was.
// A window's number is base and a count: base is the second of the start and a random
// part of it, so that a number from before a restart means no window of now, not even on
// a board whose clock begins at the same time after each power cut.
type moments struct {
	mu    sync.Mutex
	base  uint64
	width int
	all   []moment
	rows  []byte // [moment × width], int8
	count uint64 // windows ever
}

// moment is a window without its row. Times are ns since 1970.
type moment struct {
	id       uint64
	from, to int64
	answer
	label string // that somebody gave; "": nobody yet
}

// baseShift leaves room for a million windows between two starts a second apart.
const baseShift = 20

func newMoments(start time.Time, room, width int) *moments {
	return &moments{
		base: uint64(max(0, start.Unix()))<<baseShift + rand.Uint64N(1<<baseShift), width: width,
		all: make([]moment, room), rows: make([]byte, room*width),
	}
}

// size returns its bytes, of windows that were answered with so many values.
func (m *moments) size(values int) int { return len(m.rows) + (96+8*values)*len(m.all) }

// add keeps a window in the place of the oldest and returns its number.
func (m *moments) add(one moment, row []float32) uint64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	i := int(m.count % uint64(len(m.all)))
	one.id, one.label = m.base+m.count, ""
	one.values = append(m.all[i].values[:0], one.values...)
	m.all[i] = one
	memory.Int8.Pack(m.rows[i*m.width:i*m.width], row)
	m.count++
	return one.id
}

// held is how many windows there are.
func (m *moments) held() uint64 { return min(m.count, uint64(len(m.all))) }

// find returns the place of a window.
func (m *moments) find(id uint64) (int, error) {
	switch {
	case id >= m.base+m.count:
		return 0, fmt.Errorf("%w: %d", telemetry.ErrUnknownWindow, id)
	case id < m.base+m.count-m.held():
		return 0, fmt.Errorf("%w: %d; the last %d are kept", telemetry.ErrTooOld, id, len(m.all))
	}
	return int((id - m.base) % uint64(len(m.all))), nil
}

// rounding is how much of a time is lost where it is written.
const rounding = int64(time.Millisecond)

// covering returns the newest window that holds a time, written in ms or finer.
func (m *moments) covering(at int64) (int, error) {
	for k := range m.held() {
		i := int((m.count - 1 - k) % uint64(len(m.all)))
		if w := &m.all[i]; w.from-rounding < at && at <= w.to {
			return i, nil
		}
	}
	if n := m.held(); n > 0 && at < m.all[int((m.count-n)%uint64(len(m.all)))].from {
		return 0, fmt.Errorf("%w; the last %d are kept", telemetry.ErrTooOld, len(m.all))
	}
	return 0, fmt.Errorf("%w covers that time", telemetry.ErrUnknownWindow)
}

// which finds the window that a label means.
func (m *moments) which(l telemetry.Label) (int, error) {
	switch {
	case l.Window != nil && l.Time != "":
		return 0, fmt.Errorf("%w: give window or time, not both", telemetry.ErrBadLabel)
	case l.Window != nil:
		return m.find(*l.Window)
	case l.Time != "":
		t, err := time.Parse(time.RFC3339, l.Time)
		if err != nil {
			return 0, fmt.Errorf("%w: time %.40q; write it as 2026-01-02T15:04:05Z", telemetry.ErrBadLabel, l.Time)
		}
		return m.covering(t.UnixNano())
	case m.count == 0:
		return 0, fmt.Errorf("%w: none has come yet", telemetry.ErrUnknownWindow)
	}
	return int((m.count - 1) % uint64(len(m.all))), nil
}

// claim marks the window that a label means with its class and returns it with its row,
// in int8; fresh is false when it had that label already.
func (m *moments) claim(l telemetry.Label) (one moment, row []byte, fresh bool, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	i, err := m.which(l)
	if err != nil {
		return one, nil, false, err
	}
	w := &m.all[i]
	switch w.label {
	case "":
		w.label = l.Class
		one = *w
		one.values = slices.Clone(w.values)
		return one, append([]byte(nil), m.rows[i*m.width:(i+1)*m.width]...), true, nil
	case l.Class:
		return *w, nil, false, nil
	}
	return one, nil, false, telemetry.ErrLabelled
}

// release takes a label off a window again.
func (m *moments) release(id uint64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if i, err := m.find(id); err == nil {
		m.all[i].label = ""
	}
}

// shown is how many windows the page lists.
const shown = 32

// recent lists the newest windows.
func (m *moments) recent() []telemetry.Recent {
	m.mu.Lock()
	defer m.mu.Unlock()
	list := make([]telemetry.Recent, 0, shown)
	for k := range min(m.held(), shown) {
		w := &m.all[int((m.count-1-k)%uint64(len(m.all)))]
		r := telemetry.Recent{Window: w.id, Time: timeText(w.to), Class: w.class, Confidence: float64(w.confidence), Values: slices.Clone(w.values), Label: w.label}
		list = append(list, r)
	}
	return list
}

func timeText(ns int64) string { return time.Unix(0, ns).UTC().Format("2006-01-02T15:04:05.000Z") }
