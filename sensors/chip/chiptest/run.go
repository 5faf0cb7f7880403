package chiptest

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/sensors"
	"edgetune/sensors/chip"
)

var update = flag.Bool("update", false, "write the recorded conversations in testdata")

// Periph is the limit of allocations for a reading through a driver of periph.
const Periph = 64

// Case is a chip in a known state and what its driver must read from it.
type Case struct {
	Name string // of the subtest and of the conversation in testdata
	Conf string // a line for chip.Parse
	// Rig puts the model on its bus.
	Rig func() *Rig
	// Want is the reading, Within how far each value may be off: one for each
	// channel, or one for all.
	Want   []float64
	Within []float64
	// Allocs is how many allocations a reading may cost: 0 for a driver of our own.
	Allocs float64
	// Silent tells that the chip's wires show no error: faults need not be noticed.
	Silent bool
}

// Run checks a driver: values, conversation, faults, allocations.
func Run(t *testing.T, c Case) {
	t.Run(c.Name, func(t *testing.T) {
		t.Run("values", c.values)
		t.Run("conversation", c.conversation)
		if !c.Silent {
			t.Run("faults", c.faults)
		}
		t.Run("wrong bytes", c.wrongBytes)
		t.Run("allocations", c.allocations)
	})
}

// inTime runs f in simulated time.
func inTime(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, f)
}

// open opens the chip of the case on some buses.
func (c Case) open(buses chip.Buses) (*chip.Source, error) {
	conf, err := chip.Parse(c.Conf)
	if err != nil {
		return nil, err
	}
	return chip.OpenOn(buses, conf)
}

// read opens the chip, takes one reading and closes it.
func (c Case) read(t *testing.T, buses chip.Buses) []float32 {
	t.Helper()
	s, err := c.open(buses)
	require.NoError(t, err)
	var sample sensors.Sample
	sample.Values = make([]float32, s.Info().Layout.Len())
	require.NoError(t, s.Read(t.Context(), &sample))
	require.NoError(t, s.Close())
	info := s.Info()
	assert.Len(t, info.Channels, len(c.Want))
	assert.Len(t, info.Units, len(c.Want))
	return sample.Values
}

func (c Case) values(t *testing.T) {
	inTime(t, func(t *testing.T) { c.compare(t, c.read(t, c.Rig())) })
}

func (c Case) compare(t *testing.T, got []float32) {
	t.Helper()
	require.Len(t, got, len(c.Want))
	for i, want := range c.Want {
		within := c.Within[0]
		if len(c.Within) > 1 {
			within = c.Within[i]
		}
		if d := float64(got[i]) - want; !(d <= within && d >= -within) {
			t.Errorf("channel %d: %v, want %v within %v", i, got[i], want, within)
		}
	}
}

func (c Case) conversation(t *testing.T) {
	path := filepath.Join("testdata", c.Name+".txt")
	inTime(t, func(t *testing.T) {
		if *update {
			rig := c.Rig()
			c.read(t, rig)
			require.NoError(t, os.MkdirAll("testdata", 0o755))
			require.NoError(t, os.WriteFile(path, []byte(rig.Log()), 0o644))
		}
		text, err := os.ReadFile(path)
		require.NoError(t, err, "go test -update writes it")
		play, err := Parse(string(text))
		require.NoError(t, err)
		c.compare(t, c.read(t, play))
		assert.NoError(t, play.Close())
	})
}

// allocations runs in real time on the models, which allocate nothing themselves.
func (c Case) allocations(t *testing.T) {
	inTime(t, func(t *testing.T) {
		rig := c.Rig()
		s, err := c.open(quiet{rig})
		require.NoError(t, err)
		sample := sensors.Sample{Values: make([]float32, s.Info().Layout.Len())}
		n := testing.AllocsPerRun(20, func() {
			if err := s.Read(t.Context(), &sample); err != nil {
				t.Error(err)
			}
		})
		assert.LessOrEqual(t, n, c.Allocs, "allocations of one reading")
		t.Logf("%g allocations a reading", n)
		require.NoError(t, s.Close())
	})
}
