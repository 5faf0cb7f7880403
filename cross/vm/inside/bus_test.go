package inside

import (
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/cross/vm/bridge"
	"edgetune/sensors"
	"edgetune/sensors/chip"
	"edgetune/sensors/chip/model"
	"edgetune/sensors/iio"
)

// board is a bus with the register models of three chips on it. The kernel's drivers
// have addresses of their own for the same models: one model, two drivers.
type board struct {
	*model.Bus
	name string // "i2c-0"
	bme  *model.BMx280
	mpu  *model.MPU6050
	ads  *model.ADS1115

	bridge *bridge.Bridge
}

func plugged(t *testing.T) *board {
	t.Helper()
	b := &board{
		Bus: model.NewBus("models"), bme: model.NewBME280(), mpu: model.NewMPU6050(), ads: model.NewADS1115(),
	}
	for addr, c := range map[uint16]model.Chip{
		0x76: b.bme, 0x77: b.bme, 0x68: b.mpu, 0x69: b.mpu, 0x48: b.ads, 0x49: b.ads,
	} {
		b.Plug(addr, c)
	}
	var err error
	b.bridge, err = bridge.Plug(b.Bus)
	require.NoError(t, err)
	served := make(chan error, 1)
	go func() { served <- b.bridge.Serve() }()
	t.Cleanup(func() {
		require.NoError(t, b.bridge.Close())
		require.NoError(t, <-served)
	})
	b.name, err = b.bridge.Wait(20 * time.Second)
	require.NoError(t, err)
	return b
}

// ours opens a chip with the driver of this project.
func (b *board) ours(t *testing.T, line string) *chip.Source {
	t.Helper()
	c, err := chip.Parse(line)
	require.NoError(t, err)
	c.Bus = b.name
	s, err := chip.Open(c)
	require.NoError(t, err)
	return s
}

// bind lets the kernel's own driver have an address, and returns the folder of its
// device once that is there.
func (b *board) bind(t *testing.T, driver, addr, device string) (dir string) {
	t.Helper()
	bus := filepath.Join("/sys/bus/i2c/devices", b.name)
	require.NoError(t, os.WriteFile(filepath.Join(bus, "new_device"), []byte(driver+" "+addr), 0o200))
	t.Cleanup(func() {
		require.NoError(t, os.WriteFile(filepath.Join(bus, "delete_device"), []byte(addr), 0o200))
	})
	require.Eventually(t, func() bool {
		list, err := iio.List("/")
		for _, d := range list {
			if err == nil && d.Name == device {
				dir = filepath.Join("/sys/bus/iio/devices", d.ID)
			}
		}
		return dir != ""
	}, 5*time.Second, 10*time.Millisecond, "no IIO device %s", device)
	return dir
}

// counts reads raw values that the kernel's driver gives.
func counts(t *testing.T, dir string, channels ...string) (raw []float32) {
	t.Helper()
	for _, c := range channels {
		b, err := os.ReadFile(filepath.Join(dir, "in_"+c+"_raw"))
		require.NoError(t, err)
		v, err := strconv.ParseFloat(strings.TrimSpace(string(b)), 32)
		require.NoError(t, err)
		raw = append(raw, float32(v))
	}
	return raw
}

// scaled divides values by their steps.
func scaled(values []float32, step ...float64) (raw []float32) {
	for i, v := range values {
		raw = append(raw, float32(float64(v)/step[i%len(step)]))
	}
	return raw
}

// read takes one sample of a source.
func read(t *testing.T, s sensors.Source) []float32 {
	t.Helper()
	x := sensors.Sample{Values: make([]float32, s.Info().Layout.Len())}
	require.NoError(t, s.Read(t.Context(), &x))
	return x.Values
}

// kernel reads channels of a kernel's device once.
func kernel(t *testing.T, device string, channels ...string) []float32 {
	t.Helper()
	s, err := iio.Open(iio.Conf{Device: device, Channels: channels, Rate: 10})
	require.NoError(t, err)
	defer s.Close()
	return read(t, s)
}

// equal compares two readings, within a step and the rounding of a float32.
func equal(t *testing.T, want, got []float32, step float64) {
	t.Helper()
	require.Len(t, got, len(want))
	worst := 0.0
	for i := range want {
		worst = max(worst, math.Abs(float64(want[i])-float64(got[i])))
	}
	assert.LessOrEqual(t, worst, step*1.001, "the kernel says %v, we say %v", want, got)
}
