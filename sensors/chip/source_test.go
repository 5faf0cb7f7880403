package chip_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/sensors"
	"edgetune/sensors/bus"
	"edgetune/sensors/chip"
	"edgetune/sensors/chip/chiptest"
	"edgetune/sensors/chip/model"
)

// On a board. One line says which sensor, where, and how.
func Example() {
	conf, err := chip.Parse("mpu6050 bus=i2c-1 rate=200 accel_g=8")
	if err != nil {
		fmt.Println(err)
		return
	}
	src, err := chip.Open(conf)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer src.Close()
	sample := sensors.Sample{Values: make([]float32, src.Info().Layout.Len())}
	for range 200 {
		if err := src.Read(context.Background(), &sample); err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(sample.Time, sample.Values)
	}
	fmt.Println(src.Stats())
}

func ExampleChips() {
	for _, c := range chip.Chips()[:3] {
		fmt.Printf("%-8s %v at %#x: %s\n", c.Name, c.Units, c.Addrs[0], c.Measures)
	}
	// Output:
	// ads1015  [V V V V] at 0x48: voltage, 12 bit, up to 4 inputs
	// ads1115  [V V V V] at 0x48: voltage, 16 bit, up to 4 inputs
	// adxl345  [m/s^2 m/s^2 m/s^2] at 0x53: acceleration
}

// readOne opens a chip by its name and reads once, in simulated time.
func readOne(t *testing.T, c chip.Chip, rig func() *chiptest.Rig) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		src, err := chip.OpenOn(rig(), chip.Conf{Chip: c.Name})
		require.NoError(t, err)
		info := src.Info()
		assert.Equal(t, c.Channels, info.Channels)
		assert.Equal(t, c.Units, info.Units)
		assert.InEpsilon(t, c.Rate, info.Layout.Rate, 0.1)
		assert.Contains(t, src.String(), c.Name+" at ")
		sample := sensors.Sample{Values: make([]float32, info.Layout.Len())}
		require.NoError(t, src.Read(t.Context(), &sample))
		assert.Equal(t, 1, sample.Length)
		assert.Equal(t, uint64(1), src.Stats().Samples)
		require.NoError(t, src.Close())
	})
}

// TestPolledAtASteadyRate reads a chip without a buffer while the program is busy.
func TestPolledAtASteadyRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := chiptest.Rigs()["ads1115"]()
		src, err := chip.OpenOn(r, chip.Conf{Chip: "ads1115", Rate: 50, Options: map[string]string{"inputs": "0"}})
		require.NoError(t, err)
		sample := sensors.Sample{Values: make([]float32, 1)}
		var first int64
		for i := range 501 {
			require.NoError(t, src.Read(t.Context(), &sample))
			if i == 0 {
				first = sample.Time
			}
			if late := sample.Time - first - int64(i)*int64(20*time.Millisecond); late != 0 || sample.Run != 0 {
				t.Fatalf("sample %d is %d ns late, run %d", i, late, sample.Run)
			}
			time.Sleep(time.Duration(i%15) * time.Millisecond)
		}
		assert.Zero(t, src.Stats().Lost)
		time.Sleep(110 * time.Millisecond)
		require.NoError(t, src.Read(t.Context(), &sample))
		assert.Equal(t, 1, sample.Run)
		assert.Equal(t, uint64(4), src.Stats().Lost)
	})
}

// TestErrorsStartARun: a chip is unplugged for a while; the other one keeps running.
func TestErrorsStartARun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := chiptest.At(0x44, model.NewSHT3x)()
		r.Bus.Plug(0x40, model.NewINA226())
		a, err := chip.OpenOn(r, chip.Conf{Chip: "sht3x", Rate: 2})
		require.NoError(t, err)
		b, err := chip.OpenOn(r, chip.Conf{Chip: "ina226", Rate: 2})
		require.NoError(t, err)
		sa, sb := sensors.Sample{Values: make([]float32, 2)}, sensors.Sample{Values: make([]float32, 3)}
		for i := range 20 {
			if i == 5 {
				r.Bus.Unplug(0x44)
			}
			if i == 9 {
				r.Bus.Plug(0x44, model.NewSHT3x())
			}
			err := a.Read(t.Context(), &sa)
			if i >= 5 && i < 9 {
				assert.ErrorIs(t, err, bus.ErrNACK)
			} else {
				assert.NoError(t, err)
			}
			require.NoError(t, b.Read(t.Context(), &sb))
		}
		assert.Equal(t, 1, sa.Run)
		assert.Equal(t, 0, sb.Run)
	})
}

func TestContextEndsRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src, err := chip.OpenOn(chiptest.Rigs()["sht3x"](), chip.Conf{Chip: "sht3x", Rate: 0.1})
		require.NoError(t, err)
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		sample := sensors.Sample{Values: make([]float32, 2)}
		require.NoError(t, src.Read(ctx, &sample))
		assert.ErrorIs(t, src.Read(ctx, &sample), context.DeadlineExceeded)
	})
}
