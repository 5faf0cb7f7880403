package service

import (
	"errors"
	"math"
	"path/filepath"

	"edgetune/firmware/anomaly"
	"edgetune/firmware/store"
	"edgetune/firmware/telemetry"
	"edgetune/sensors"
)

// normal learns what is normal from the first readings ever, keeps that, and scores
// the later ones.
type normal struct {
	summary  *anomaly.Summary
	detector *anomaly.Detector
	slots    *store.Slots
	folder   *store.Folder
	step     []float32
	kept     bool
	failed   func(error)
}

// newNormal watches readings of a layout, one row a second; nil where it cannot be. dir
// keeps what is normal.
func newNormal(l sensors.Layout, fit int, dir string, failed func(error)) (_ *normal, err error) {
	if fit == 0 || l.Height != 1 {
		return nil, nil
	}
	steps := 1
	if l.Rate > 1 {
		steps = int(math.Round(l.Rate))
	}
	n := &normal{step: make([]float32, l.Channels), failed: failed}
	if n.summary, err = anomaly.NewSummary(l.Channels, steps); err != nil {
		failed(err) // too many channels; the service does without
		return nil, nil
	}
	if n.detector, err = anomaly.New(n.summary.Width(), fit); err != nil {
		return nil, err
	}
	if n.folder, err = store.Dir(filepath.Join(dir, "normal")); err != nil {
		return nil, err
	}
	if n.slots, err = store.OpenSlots(n.folder, 2); err == nil {
		err = n.load()
	}
	if err != nil {
		return nil, errors.Join(err, n.folder.Close())
	}
	return n, nil
}

// load takes up what is normal; a state of other sensors is none.
func (n *normal) load() error {
	_, state, err := n.slots.Newest()
	if errors.Is(err, store.ErrEmpty) {
		return nil
	}
	if err != nil {
		return err
	}
	rest, err := n.detector.SetState(state)
	if n.kept = err == nil && len(rest) == 0; !n.kept {
		n.detector.Restart()
	}
	return nil
}

// add takes a sample that is believed, of so many steps, the last few of them fresh, 0
// for all. It returns the newest score, nil while there is none new.
func (n *normal) add(s *sensors.Sample, steps, fresh int) *telemetry.Anomaly {
	var newest *telemetry.Anomaly
	first, end := 0, min(s.Length, steps)
	if fresh > 0 {
		first = max(0, end-fresh)
	}
	for i := first; i < end; i++ {
		for c := range n.step {
			n.step[c] = s.Values[c*steps+i]
		}
		row, ok := n.summary.Add(n.step)
		if !ok {
			continue
		}
		if r := n.detector.Add(row); r.Fitted {
			newest = &telemetry.Anomaly{Score: float64(r.Score), Alarm: r.Alarm}
		}
	}
	if newest != nil && !n.kept {
		n.kept = true
		if _, err := n.slots.Save(nil, n.detector.AppendState(nil)); err != nil {
			n.failed(err)
		}
	}
	return newest
}

// Close gives the folder back.
func (n *normal) Close() error { return n.folder.Close() }
