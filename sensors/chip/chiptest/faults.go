package chiptest

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/i2c"
	"periph.io/x/conn/v3/onewire"
	"periph.io/x/conn/v3/spi"

	"edgetune/sensors"
	"edgetune/sensors/bus"
	"edgetune/sensors/chip/model"
)

// quiet gives the models without a recorder.
type quiet struct{ *Rig }

// I2C implements chip.Buses.
func (q quiet) I2C(string) (i2c.BusCloser, error) { return q.Bus, nil }

// SPI implements chip.Buses.
func (q quiet) SPI(string) (spi.PortCloser, error) { return q.Port, nil }

// OneWire implements chip.Buses.
func (q quiet) OneWire(string) (onewire.BusCloser, error) { return q.Wire, nil }

// Pin implements chip.Buses.
func (q quiet) Pin(name string) (gpio.PinIO, error) { return q.Pins[name], nil }

// wants lists the faults that a driver must report, and as what.
func wants() map[model.FaultKind]error {
	return map[model.FaultKind]error{
		model.NACK: bus.ErrNACK, model.Timeout: bus.ErrTimeout,
		model.ShortRead: bus.ErrShort, model.Denied: bus.ErrPermission,
	}
}

// transfers counts those of opening and one reading.
func (c Case) transfers(t *testing.T) int {
	rig := c.Rig()
	s, err := c.open(quiet{rig})
	require.NoError(t, err)
	sample := sensors.Sample{Values: make([]float32, s.Info().Layout.Len())}
	require.NoError(t, s.Read(t.Context(), &sample))
	return rig.Bus.Transfers() + rig.Port.Transfers()
}

// faults lets every transfer from a certain one on fail, for each of them.
func (c Case) faults(t *testing.T) {
	inTime(t, func(t *testing.T) {
		n := c.transfers(t)
		for kind, want := range wants() {
			for after := range min(n, 40) {
				if err := c.breakAt(t, model.Fault{Kind: kind, After: after}); err != nil {
					checkError(t, fmt.Sprintf("%v from transfer %d on", kind, after), err, want)
				} else {
					t.Errorf("%v from transfer %d on: no error", kind, after)
				}
			}
		}
	})
}

// breakAt opens and reads under a fault until an error comes.
func (c Case) breakAt(t *testing.T, f model.Fault) error {
	rig := c.Rig()
	rig.Bus.Inject(f)
	rig.Port.Inject(f)
	s, err := c.open(quiet{rig})
	if err != nil {
		return err
	}
	defer s.Close()
	sample := sensors.Sample{Values: make([]float32, s.Info().Layout.Len())}
	for range 3 * bufferLen {
		if err := s.Read(t.Context(), &sample); err != nil {
			return err
		}
	}
	return nil
}

// bufferLen is more samples than any chip's buffer holds.
const bufferLen = 400

func checkError(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v: errors.Is does not find %q", what, err, want)
	}
	if s := err.Error(); !strings.HasPrefix(s, "sensors/chip/") || !strings.Contains(s, ": ") || !strings.Contains(s, "; ") {
		t.Errorf("%s: %q: want sensors/chip/NAME: WHERE: WHAT; WHAT TO DO", what, s)
	}
}

// wrongBytes lets transfers return wrong bytes: the driver may refuse them or not, but
// it never panics, hangs, or returns what is no number.
func (c Case) wrongBytes(t *testing.T) {
	inTime(t, func(t *testing.T) {
		n := min(c.transfers(t), 40)
		for _, kind := range []model.FaultKind{model.BitFlip, model.StuckHigh, model.StuckLow} {
			for after := range n {
				for bit := range 8 {
					c.spoil(t, model.Fault{Kind: kind, After: after, Bit: 11 * bit, Count: 1 + bit%2*40})
				}
			}
		}
	})
}

func (c Case) spoil(t *testing.T, f model.Fault) {
	rig := c.Rig()
	rig.Bus.Inject(f)
	rig.Port.Inject(f)
	s, err := c.open(quiet{rig})
	if err != nil {
		assert.True(t, strings.HasPrefix(err.Error(), "sensors/chip/"), err)
		return
	}
	defer s.Close()
	sample := sensors.Sample{Values: make([]float32, s.Info().Layout.Len())}
	if err := s.Read(t.Context(), &sample); err != nil {
		return
	}
	for i, v := range sample.Values {
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			t.Fatalf("%v at transfer %d: channel %d is %v", f.Kind, f.After, i, v)
		}
	}
}
