package main

import (
	"fmt"
	"time"

	"edgetune/sensors"
	"edgetune/sensors/record"
)

// recordProgress says how far a recording is: a line drawn over itself on a terminal, a line
// now and then elsewhere.
type recordProgress struct {
	e       *env
	rec     *record.Recorder
	labels  record.Labels
	keys    keyMap
	classes []string

	samples    int
	first, now int64 // times of samples, ns
	last       time.Time
	drawn      bool
	class      int
}

// seen counts a sample.
func (p *recordProgress) seen(s *sensors.Sample) {
	if p.samples == 0 {
		p.first, p.last = s.Time, time.Now()
	}
	p.samples++
	p.now, p.class = s.Time, -1
	if s.Label.Kind == sensors.ClassLabel {
		p.class = s.Label.Class
	}
	every := lineEvery
	if p.e.terminal {
		every = redrawEvery
	}
	if now := time.Now(); now.Sub(p.last) >= every {
		p.last = now
		p.write()
	}
}

func (p *recordProgress) write() {
	state := "recording"
	if p.labels != nil {
		state = "paused"
	}
	if p.class >= 0 && p.class < len(p.classes) {
		state = p.classes[p.class]
	}
	line := fmt.Sprintf("%7.1f s  %-10s %d samples  %d windows", float64(p.now-p.first)/1e9, state, p.samples, p.rec.Taken())
	if !p.e.terminal {
		fmt.Fprintln(p.e.err, line)
		return
	}
	if len(p.keys.keys) > 0 {
		line += "   " + p.keys.String()
	}
	fmt.Fprintf(p.e.err, "\r\x1b[K%s", line)
	p.drawn = true
}

// end leaves the line.
func (p *recordProgress) end() {
	if p.drawn {
		fmt.Fprint(p.e.err, "\r\n")
	}
}
