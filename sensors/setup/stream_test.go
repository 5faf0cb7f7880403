package setup

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"periph.io/x/conn/v3/i2c"

	"edgetune/sensors"
	"edgetune/sensors/chip/chiptest"
	"edgetune/sensors/pace"
	"edgetune/sensors/trust"
)

// desk is a rig that keeps no record of what is said.
type desk struct{ *chiptest.Rig }

func (d desk) I2C(string) (i2c.BusCloser, error) { return d.Bus, nil }

// limits lets everything pass that is in the range of the chip.
func limits(info sensors.Info) *trust.Limits {
	l := &trust.Limits{Layout: info.Layout, Clock: trust.Clock{Period: 1e6, Slack: 1e6, Gap: 5e7, Longest: 1e9}}
	for range info.Layout.Channels {
		l.Channels = append(l.Channels, trust.Channel{Lo: -40, Hi: 40, Noise: 1, Rate: 80})
	}
	return l
}

// TestTenMinutesAtOneKilohertz reads three axes of a chip at 1 kHz, judges them and cuts
// windows, while the program is busy in between for up to 60 ms: no sample is lost or
// refused, and none costs an allocation.
func TestTenMinutesAtOneKilohertz(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := Parse("mpu6050 rate=1000 channels=acc_x,acc_y,acc_z")
		require.NoError(t, err)
		src, err := Machine{Buses: desk{chiptest.Rigs()["mpu6050"]()}}.Open(s)
		require.NoError(t, err)
		guard, err := trust.NewGuard(src, limits(src.Info()))
		require.NoError(t, err)
		feature, err := sensors.New(sensors.Spec{{Kind: "imu"}}, src.Info().Window(1000))
		require.NoError(t, err)
		p, err := sensors.NewPipeline(guard, 1000, 500, feature)
		require.NoError(t, err)
		row := make([]float32, p.Len())
		start, windows, runs := time.Now(), 0, 0
		work := func() {
			w, err := p.Next(t.Context(), row)
			if err != nil {
				t.Fatal(err)
			}
			windows++
			runs = max(runs, w.Run)
			time.Sleep(time.Duration(windows%7) * 10 * time.Millisecond)
		}
		work()
		assert.Zero(t, testing.AllocsPerRun(20, work))
		long := 10 * time.Minute
		if testing.Short() {
			long = time.Minute
		}
		for time.Since(start) < long {
			work()
		}
		stats := src.(interface{ Stats() pace.Stats }).Stats()
		assert.InDelta(t, 1000*long.Seconds(), stats.Samples, 600)
		assert.InDelta(t, 2*long.Seconds(), windows, 4)
		assert.Zero(t, stats.Lost)
		assert.Zero(t, runs)
		assert.Zero(t, guard.Quarantine().Refused(), guard.Quarantine().Last())
		require.NoError(t, guard.Close())
	})
}
