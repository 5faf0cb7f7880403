package trust

import (
	"context"
	"errors"
	"io"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/internal/shared"
	"edgetune/sensors"
	"edgetune/sensors/replay"
	"edgetune/sensors/trust/inject"
)

var background = context.Background()

// folder opens a data set of the shared folder, or skips.
func folder(t testing.TB, name string, channels []int) *replay.Folder {
	t.Helper()
	f, err := replay.Open(shared.Path(t, "data", name), replay.Options{Channels: channels, SkipMissing: true})
	require.NoError(t, err)
	return f
}

func learnFrom(t testing.TB, f *replay.Folder) *Limits {
	t.Helper()
	l, err := Learn(background, f.Source(replay.SourceTrain))
	require.NoError(t, err)
	return l
}

// TestCleanPasses: another person, the other arm, an open door, another speed of the
// fan and half a year later must all pass.
func TestCleanPasses(t *testing.T) {
	few := []string{"env_occupancy", "gas_drift", "pump_skab"}
	right := []int{0, 1, 2, 3, 4, 5}
	for _, d := range []struct {
		name           string
		source, target []int
	}{
		{"har_dsads", right, right},
		{"har_dsads", right, []int{6, 7, 8, 9, 10, 11}},
		{"air_quality", nil, nil},
		{"bearing_cwru", nil, nil},
		{"cifar10", nil, nil},
		{"digits_fsdd", nil, nil},
		{"digits_mnist_usps", nil, nil},
		{"env_occupancy", nil, nil},
		{"fan_accel", nil, nil},
		{"gas_drift", nil, nil},
		{"gestures_spells", nil, nil},
		{"pump_skab", nil, nil},
		{"wand_digits", nil, nil},
	} {
		t.Run(d.name, func(t *testing.T) {
			if testing.Short() && !slices.Contains(few, d.name) {
				return // short tests are for emulated cores
			}
			l, f := learnFrom(t, folder(t, d.name, d.source)), folder(t, d.name, d.target)
			for _, split := range []replay.Split{replay.SourceTest, replay.TargetAdapt, replay.TargetTest} {
				g, err := NewGuard(f.Source(split), l)
				require.NoError(t, err)
				s := sensors.Sample{Values: make([]float32, f.Layout().Len())}
				for g.Read(background, &s) == nil {
				}
				q := g.Quarantine()
				for _, r := range q.Last() {
					t.Logf("%v %d: %s", split, r.Index, r.Verdict.Words(g.Info()))
				}
				all := float64(len(f.Rows(split)))
				assert.InDelta(t, all, float64(q.Accepted+q.Refused()), 0)
				assert.LessOrEqual(t, float64(q.Refused()), 0.005*all, split)
			}
		})
	}
}

// dataset is a stream that faults are put into, and what only a data sheet tells:
// the step of each channel's register and the end of its scale, 0 where there is
// none.
type dataset struct {
	name     string
	channels []int
	step     []float32
	rail     []float32
	signed   bool // the scale has two ends
	every    int
	rounds   int
}

func datasets() []dataset {
	return []dataset{
		{
			name: "har_dsads", channels: []int{0, 1, 2, 3, 4, 5}, signed: true, every: 3, rounds: 5,
			step: []float32{0.005, 0.005, 0.005, 0.001, 0.001, 0.001},
			rail: []float32{163.84, 163.84, 163.84, 32.768, 32.768, 32.768},
		},
		{
			name: "env_occupancy", every: 22, rounds: 14,
			step: []float32{0.01, 0.01, 1, 1, 0}, rail: []float32{80, 0, 10000, 5000, 0},
		},
		{
			name: "pump_skab", every: 22, rounds: 5,
			step: make([]float32, 8), rail: []float32{2, 2, 10, 10, 150, 0, 400, 0},
		},
	}
}

// byHand adds to the limits, and to what sizes the faults, what cannot be learned.
func (d *dataset) byHand(l *Limits, p *inject.Profile) {
	for c := range l.Channels {
		l.Channels[c].Step, p.Channels[c].Step = d.step[c], d.step[c]
		if high, low := d.rail[c], -d.rail[c]; high != 0 {
			l.Channels[c].RailHi, p.Channels[c].Rail = &high, high
			if d.signed {
				l.Channels[c].RailLo = &low
			}
		}
	}
}

// TestAcceptance injects faults of all kinds into streams of another person, another
// door and another pump, by limits from source_train alone.
func TestAcceptance(t *testing.T) {
	total := 0
	for _, d := range datasets() {
		t.Run(d.name, func(t *testing.T) {
			f := folder(t, d.name, d.channels)
			l := learnFrom(t, f)
			p, err := inject.Measure(background, f.Source(replay.SourceTrain))
			require.NoError(t, err)
			d.byHand(l, p)
			a := &tally{}
			for round := range d.rounds {
				for i, split := range []replay.Split{replay.SourceTest, replay.TargetAdapt, replay.TargetTest} {
					a.run(t, inject.New(f.Source(split), p, inject.Options{Seed: uint32(10*round + i), Every: d.every}), l)
				}
			}
			total += a.report(t)
		})
	}
	t.Logf("%d faults in all", total)
	if !t.Skipped() && total > 0 {
		assert.GreaterOrEqual(t, total, 10000)
	}
}

// tally counts by kind of fault.
type tally struct {
	made, faulty, caught, named [13]int
	clean, refused              int
}

// run reads a damaged stream to its end. A name counts as it stands in the
// quarantine one sample later.
func (a *tally) run(t *testing.T, src *inject.Source, l *Limits) {
	c, err := NewChecker(l, l.Layout)
	require.NoError(t, err)
	s := sensors.Sample{Values: make([]float32, l.Layout.Len())}
	var before inject.Truth
	for n := uint64(0); ; n++ {
		err := src.Read(background, &s)
		if errors.Is(err, io.EOF) {
			a.name(c, n-1, before)
			break
		}
		require.NoError(t, err)
		v := c.Check(&s)
		a.name(c, n-1, before)
		before = src.Truth()
		a.count(before, v)
	}
	for _, f := range sensors.Faults() {
		a.made[f] += src.Counts(f)
	}
}

func (a *tally) count(truth inject.Truth, v sensors.Verdict) {
	refused := 0
	if v.Refused() {
		refused = 1
	}
	switch {
	case truth.Fault == sensors.NoFault:
		a.clean++
		a.refused += refused
	case truth.Visible:
		a.faulty[truth.Fault]++
		a.caught[truth.Fault] += refused
	}
}

// name looks up under which name sample n was refused.
func (a *tally) name(c *Checker, n uint64, truth inject.Truth) {
	if truth.Fault == sensors.NoFault || !truth.Visible {
		return
	}
	for _, r := range c.kept.Last() {
		if r.Index == n && r.Verdict.Fault == truth.Fault {
			a.named[truth.Fault]++
		}
	}
}

// report prints the table and returns the number of faults.
func (a *tally) report(t *testing.T) int {
	share := func(a, b int) float64 { return 100 * float64(a) / float64(max(b, 1)) }
	var made, caught, named int
	t.Logf("%-20s %8s %8s %9s %9s", "kind", "injected", "faulty", "caught", "by name")
	for _, f := range sensors.Faults() {
		made, caught, named = made+a.made[f], caught+a.caught[f], named+a.named[f]
		if a.faulty[f] == 0 {
			t.Logf("%-20v %8s", f, "-")
			continue
		}
		t.Logf("%-20v %8d %8d %8.2f%% %8.2f%%", f, a.made[f], a.faulty[f],
			share(a.caught[f], a.faulty[f]), share(a.named[f], a.caught[f]))
		assert.GreaterOrEqual(t, share(a.caught[f], a.faulty[f]), 99.0, f)
		assert.GreaterOrEqual(t, share(a.named[f], a.caught[f]), 98.0, f)
	}
	t.Logf("%d clean samples, %.3f %% refused", a.clean, share(a.refused, a.clean))
	assert.LessOrEqual(t, share(a.refused, a.clean), 0.5)
	assert.GreaterOrEqual(t, share(named, caught), 99.0)
	return made
}
