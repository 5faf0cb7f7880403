package trust

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/sensors"
	"edgetune/sensors/replay"
	"edgetune/sensors/trust/inject"
)

// folder opens a data set of the shared folder, or skips.
func folder(t testing.TB, name string, channels []int) *replay.Folder {
	t.Helper()
	shared := os.Getenv("EDGETUNE_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared")
	}
	dir := filepath.Join(shared, "data", name)
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skipf("%s is not there; set EDGETUNE_SHARED to the folder with data", dir)
	}
	f, err := replay.Open(dir, replay.Options{Channels: channels})
	require.NoError(t, err)
	return f
}

// dataset is a stream that faults are put into.
type dataset struct {
	name     string
	channels []int // the source's
	target   []int // those of the arm that is tuned; nil: the same
	step     []float32
	rail     []float32
	every    int
	rounds   int
}

// datasets gives, beside the folders, what only a data sheet tells: the step of a
// register and the end of its scale.
func datasets() []dataset {
	return []dataset{
		{"har_dsads", []int{0, 1, 2, 3, 4, 5}, nil,
			[]float32{0.005, 0.005, 0.005, 0.001, 0.001, 0.001}, []float32{163.84, 163.84, 163.84, 32.768, 32.768, 32.768}, 3, 5},
		{"env_occupancy", nil, nil, []float32{0.01, 0.01, 1, 1, 0}, []float32{80, 0, 10000, 5000, 0}, 22, 14},
		{"pump_skab", nil, nil, make([]float32, 8), []float32{2, 2, 10, 10, 150, 0, 400, 0}, 22, 5},
	}
}

// score counts what was found of one kind.
type score struct{ made, faulty, caught, named int }

type tally struct {
	kinds          [13]score
	clean, refused int
	names          [13][13]int
	wrong          [13]int
}

func TestAcceptance(t *testing.T) {
	total := 0
	for _, d := range datasets() {
		t.Run(d.name, func(t *testing.T) {
			f := folder(t, d.name, d.channels)
			l, err := Learn(context.Background(), f.Source(replay.SourceTrain))
			require.NoError(t, err)
			p, err := inject.Measure(context.Background(), f.Source(replay.SourceTrain))
			require.NoError(t, err)
			d.byHand(l, p)
			var all tally
			for round := range d.rounds {
				for i, split := range []replay.Split{replay.SourceTest, replay.TargetAdapt, replay.TargetTest} {
					src := inject.New(f.Source(split), p, inject.Options{Seed: uint32(10*round + i), Every: d.every})
					all.run(t, src, l)
				}
			}
			total += all.report(t, d.name)
		})
	}
	t.Logf("%d faults in all", total)
}

func (d *dataset) byHand(l *Limits, p *inject.Profile) {
	for c := range l.Channels {
		l.Channels[c].Step, p.Channels[c].Step = d.step[c], d.step[c]
		if r := d.rail[c]; r != 0 {
			low := -r
			l.Channels[c].RailHi, p.Channels[c].Rail = &r, r
			if d.name == "har_dsads" {
				l.Channels[c].RailLo = &low
			}
		}
	}
}

var show = os.Getenv("SHOW")

func (a *tally) run(t *testing.T, src *inject.Source, l *Limits) {
	c, err := NewChecker(l, l.Layout)
	require.NoError(t, err)
	s := sensors.Sample{Values: make([]float32, l.Layout.Len())}
	var before sensors.Fault
	var old inject.Truth
	n := 0
	settle := func() {
		if old.Fault != 0 && old.Visible && before != 0 {
			name := before
			q := c.Quarantine()
			for _, r := range q.Last() {
				if r.Index == uint64(n-1) {
					name = r.Verdict.Fault
				}
			}
			a.names[old.Fault][name]++
			if name == old.Fault {
				a.kinds[old.Fault].named++
			}
		}
	}
	for ; ; n++ {
		err := src.Read(context.Background(), &s)
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		v := c.Check(&s)
		settle()
		tr := src.Truth()
		before, old = v.Fault, tr
		switch {
		case tr.Fault == 0:
			a.clean++
			if v.Refused() {
				a.refused++
				a.wrong[v.Fault]++
				if show == "clean" {
					fmt.Println("clean refused", n, v.Words(src.Info()))
				}
			}
		case tr.Visible:
			a.kinds[tr.Fault].faulty++
			if v.Refused() {
				a.kinds[tr.Fault].caught++
			}
			if (!v.Refused() || v.Fault != tr.Fault) && show == tr.Fault.String() {
				fmt.Println("  ", tr, "->", v.Words(src.Info()), s.Values[:min(len(s.Values), 8)])
			}
		}
	}
	settle()
	for _, f := range sensors.Faults() {
		a.kinds[f].made += src.Counts(f)
	}
}

func (a *tally) report(t *testing.T, name string) int {
	made := 0
	t.Logf("%s: %d clean samples, refused %d (%.3f %%) %v", name, a.clean, a.refused, 100*float64(a.refused)/float64(a.clean), a.wrong)
	t.Logf("%-20s %8s %8s %8s %8s", "kind", "injected", "faulty", "caught", "named")
	for _, f := range sensors.Faults() {
		k := a.kinds[f]
		made += k.made
		t.Logf("%-20v %8d %8d %7.2f%% %7.2f%%   %v", f, k.made, k.faulty,
			100*float64(k.caught)/float64(max(k.faulty, 1)), 100*float64(k.named)/float64(max(k.caught, 1)), a.names[f])
		if k.faulty > 0 {
			assert.GreaterOrEqual(t, float64(k.caught), 0.99*float64(k.faulty), "%v", f)
		}
	}
	assert.LessOrEqual(t, float64(a.refused), 0.005*float64(a.clean))
	return made
}
