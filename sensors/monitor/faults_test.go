package monitor

import (
	"errors"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"periph.io/x/conn/v3/i2c"

	"edgetune/sensors/bus"
	"edgetune/sensors/chip/chiptest"
	"edgetune/sensors/chip/model"
	"edgetune/sensors/setup"
	"edgetune/sensors/trust"
)

// desk is a rig on which the bus "i2c-9" cannot be opened.
type desk struct {
	*chiptest.Rig
	err error
}

func (d desk) I2C(name string) (i2c.BusCloser, error) {
	if name == "i2c-9" {
		return nil, d.err
	}
	return d.Bus, nil
}

// TestBusErrors: whatever goes wrong with one sensor, the message says what to do, and the
// other one keeps its rate without a lost sample.
func TestBusErrors(t *testing.T) {
	noBus := func() error { _, err := bus.OpenI2C("i2c-65000"); return err }()
	denied := bus.Explain("i2c-9", syscall.EACCES)
	for _, c := range []struct {
		name  string
		line  string
		fault *model.Fault // from 3 s on
		open  error        // of the bus i2c-9
		kind  error
		says  string
		back  bool // it is well again after 3 s more, and is read again
	}{
		{"NACK", "sht3x rate=10", &model.Fault{Kind: model.NACK}, nil, bus.ErrNACK, "check power, wiring and address; `edgetune sensors scan` shows what answers", true},
		{"timeout", "sht3x rate=10", &model.Fault{Kind: model.Timeout}, nil, bus.ErrTimeout, "use a slower clock (dtparam=i2c_arm_baudrate=10000", true},
		{"short read", "sht3x rate=10", &model.Fault{Kind: model.ShortRead}, nil, bus.ErrShort, "the chip may stretch the clock", true},
		{"permission denied while running", "sht3x rate=10", &model.Fault{Kind: model.Denied}, nil, bus.ErrPermission, "sudo usermod -aG i2c", true},
		{"unplugged while running", "sht3x rate=10", nil, nil, bus.ErrNACK, "check power, wiring and address", true},
		{"permission denied", "sht3x bus=9", nil, denied, bus.ErrPermission, "the group of the device: sudo usermod -aG i2c", false},
		{"no bus", "sht3x bus=9", nil, noBus, bus.ErrNoBus, "add dtparam=i2c_arm=on to /boot/firmware/config.txt", false},
		{"no chip", "mcp9808", nil, nil, bus.ErrNACK, "i2c-1 address 0x18: read register 0x06: no answer (NACK)", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				rig := chiptest.At(0x44, model.NewSHT3x)()
				rig.Bus.Plug(0x40, model.NewINA226())
				got := watchFor(t, desk{rig, c.open}, []string{c.line, "ina226 rate=50"}, 10*time.Second, func(at time.Duration) {
					switch {
					case at == 3*time.Second && c.fault != nil:
						f := *c.fault
						f.Addr = 0x44
						rig.Bus.Inject(f)
					case at == 3*time.Second:
						rig.Bus.Unplug(0x44)
					case at == 6*time.Second:
						rig.Bus.Heal()
						rig.Bus.Plug(0x44, model.NewSHT3x())
					}
				})
				require.NotEmpty(t, got.errs)
				assert.ErrorIs(t, got.errs[0], c.kind)
				assert.ErrorContains(t, got.errs[0], c.says)
				assert.InDelta(t, 500, got.samples[1], 2, "the other one kept its rate")
				assert.Zero(t, got.lost, "and lost nothing")
				if c.back {
					assert.InDelta(t, 60, got.samples[0], 15)
					assert.Positive(t, got.run, "after the hole a new run begins")
					assert.NoError(t, got.end)
				} else {
					assert.Zero(t, got.samples[0])
					assert.ErrorIs(t, got.end, c.kind)
				}
			})
		})
	}
}

// log is what Watch told.
type log struct {
	samples [2]int
	errs    []error
	lost    uint64 // of the second sensor
	run     int    // of the first one
	end     error
}

// watchFor watches for a while; at is called each second.
func watchFor(t *testing.T, buses desk, lines []string, long time.Duration, at func(time.Duration)) (l log) {
	t.Helper()
	var list []setup.Setting
	for _, line := range lines {
		s, err := setup.Parse(line)
		require.NoError(t, err)
		list = append(list, s)
	}
	start, next := time.Now(), time.Second
	l.end = Watch(t.Context(), setup.Machine{Buses: buses}, list, trust.Policy{}, func(r Reading) bool {
		for time.Since(start) >= next {
			at(next)
			next += time.Second
		}
		if r.Err != nil {
			l.errs = append(l.errs, r.Err)
			return true
		}
		l.samples[r.Sensor]++
		if r.Sensor == 0 {
			l.run = r.Sample.Run
		} else {
			l.lost = r.Stats.Lost
		}
		return time.Since(start) < long
	})
	return l
}

// TestGivesUp: a sensor beyond its error budget ends, and says so.
func TestGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rig := chiptest.At(0x44, model.NewSHT3x)()
		failures := 0
		err := Watch(t.Context(), setup.Machine{Buses: rig}, []setup.Setting{{Driver: "sht3x"}}, trust.Policy{Errors: 3}, func(r Reading) bool {
			rig.Bus.Unplug(0x44)
			if r.Err != nil {
				failures++
			}
			return true
		})
		assert.ErrorIs(t, err, trust.ErrBudget)
		assert.Equal(t, 5, failures, "four, and that it gives up")
		assert.False(t, errors.Is(err, bus.ErrNoBus))
	})
}
