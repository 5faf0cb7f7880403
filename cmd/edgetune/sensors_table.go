package main

import (
	"fmt"
	"math"
	"strings"
	"text/tabwriter"
	"time"

	"edgetune/sensors/monitor"
)

// redrawEvery is how often a live table is drawn.
const redrawEvery = 200 * time.Millisecond

// curve is how many values its picture shows.
const curve = 24

// liveTable shows the channels of all sensors on a terminal, drawn over itself.
type liveTable struct {
	e     *env
	rows  []*tableRow
	of    map[string]*tableRow
	drawn int // lines
	last  time.Time
}

// tableRow is a channel.
type tableRow struct {
	name, unit string
	value      float32
	lo, hi     float32
	recent     []float32
	count      int
	lost       uint64
	late       time.Duration
}

func newLiveTable(e *env) *liveTable { return &liveTable{e: e, of: map[string]*tableRow{}} }

// show takes a sample and draws, now and then.
func (t *liveTable) show(r monitor.Reading) {
	steps := r.Info.Layout.Height * r.Info.Layout.Steps
	for i := range r.Info.Layout.Channels {
		t.row(r, i).add(r.Sample.Values[i*steps], r)
	}
	if now := time.Now(); now.Sub(t.last) >= redrawEvery {
		t.last = now
		t.draw()
	}
}

func (t *liveTable) row(r monitor.Reading, i int) *tableRow {
	name := r.Name + " " + channelName(r, i)
	row := t.of[name]
	if row == nil {
		row = &tableRow{name: name, lo: math.MaxFloat32, hi: -math.MaxFloat32}
		if i < len(r.Info.Units) {
			row.unit = r.Info.Units[i]
		}
		t.of[name] = row
		t.rows = append(t.rows, row)
	}
	return row
}

func (r *tableRow) add(v float32, of monitor.Reading) {
	r.value, r.lo, r.hi = v, min(r.lo, v), max(r.hi, v)
	r.count++
	r.lost, r.late = of.Stats.Lost, of.Stats.Max
	if len(r.recent) == curve {
		copy(r.recent, r.recent[1:])
		r.recent = r.recent[:curve-1]
	}
	r.recent = append(r.recent, v)
}

// picture draws the recent values within their own range.
func (r *tableRow) picture() string {
	lo, hi := r.recent[0], r.recent[0]
	for _, v := range r.recent {
		lo, hi = min(lo, v), max(hi, v)
	}
	shares := make([]float64, len(r.recent))
	for i, v := range r.recent {
		if hi > lo {
			shares[i] = float64(v-lo) / float64(hi-lo)
		}
	}
	return spark(shares)
}

func (t *liveTable) draw() {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "CHANNEL\tVALUE\tUNIT\tLEAST\tMOST\tSAMPLES\tLOST\tLATEST BY\tCURVE")
	for _, r := range t.rows {
		fmt.Fprintf(w, "%s\t%.5g\t%s\t%.5g\t%.5g\t%d\t%d\t%v\t%s\n",
			r.name, r.value, r.unit, r.lo, r.hi, r.count, r.lost, r.late.Round(time.Microsecond), r.picture())
	}
	w.Flush()
	if t.drawn > 0 {
		fmt.Fprintf(t.e.out, "\x1b[%dA\x1b[J", t.drawn)
	}
	t.drawn = strings.Count(b.String(), "\n")
	fmt.Fprint(t.e.out, b.String())
}
