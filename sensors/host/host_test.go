package host_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/sensors"
	"edgetune/sensors/host"
)

func Example() {
	src, err := host.Open(host.Conf{Channels: []string{"load"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer src.Close()
	var load [1]float32
	if err := src.Read(context.Background(), &sensors.Sample{Values: load[:]}); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(src.Info().Units[0], load[0] >= 0 && load[0] <= 100)
	// Output: % true
}

// board writes the files of a Raspberry Pi.
func board(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range map[string]string{
		"sys/class/thermal/thermal_zone0/temp": "61322",
		"proc/stat":                            "cpu  100 0 50 800 50 0 0 0 0 0\ncpu0 1 2 3 4",
		"sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq":    "1500000",
		"sys/devices/platform/soc/soc:firmware/get_throttled":     "50005",
		"sys/bus/w1/devices/28-0316a2794bff/temperature":          "-1250",
		"sys/bus/w1/devices/w1_bus_master1/w1_master_slave_count": "1",
	} {
		write(t, root, name, text)
	}
	return root
}

func write(t *testing.T, root, name, text string) {
	t.Helper()
	path := filepath.Join(root, name)
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, os.WriteFile(path, []byte(text+"\n"), 0o644))
}

func TestRaspberryPi(t *testing.T) {
	root := board(t)
	synctest.Test(t, func(t *testing.T) {
		src, err := host.Open(host.Conf{Root: root})
		require.NoError(t, err)
		defer src.Close()
		assert.Equal(t, []string{"temperature", "load", "frequency", "undervoltage", "throttled"}, src.Info().Channels)
		assert.Equal(t, []string{"degC", "%", "Hz", "0/1", "0/1"}, src.Info().Units)
		x := sensors.Sample{Values: make([]float32, 5)}
		require.NoError(t, src.Read(t.Context(), &x))
		assert.Equal(t, []float32{61.322, 15, 1.5e9, 1, 1}, x.Values)
		write(t, root, "proc/stat", "cpu  190 0 50 810 50 0 0 0 0 0")
		write(t, root, "sys/devices/platform/soc/soc:firmware/get_throttled", "0x50000")
		require.NoError(t, src.Read(t.Context(), &x))
		assert.Equal(t, []float32{61.322, 90, 1.5e9, 0, 0}, x.Values)
		assert.Equal(t, 0, x.Run)
		time.Sleep(3 * time.Second)
		require.NoError(t, src.Read(t.Context(), &x))
		assert.Equal(t, 1, x.Run)
		assert.Equal(t, uint64(2), src.Stats().Lost)
	})
}

func TestThermometer(t *testing.T) {
	src, err := host.Open(host.Conf{Root: board(t), Channels: []string{"28-0316a2794bff", "temperature"}, Rate: 100})
	require.NoError(t, err)
	x := sensors.Sample{Values: make([]float32, 2)}
	require.NoError(t, src.Read(t.Context(), &x))
	assert.Equal(t, []float32{-1.25, 61.322}, x.Values)
}

func TestAllocatesNothing(t *testing.T) {
	src, err := host.Open(host.Conf{Root: board(t), Rate: 10000})
	require.NoError(t, err)
	x := sensors.Sample{Values: make([]float32, 5)}
	assert.Zero(t, testing.AllocsPerRun(20, func() { _ = src.Read(context.Background(), &x) }))
}

func TestBoardWithLess(t *testing.T) {
	root := t.TempDir()
	_, err := host.Open(host.Conf{Root: root})
	assert.ErrorContains(t, err, "sensors/host: nothing to read")
	write(t, root, "proc/stat", "cpu  1 2 3 4")
	names, units := host.List(root)
	assert.Equal(t, []string{"load"}, names)
	assert.Equal(t, []string{"%"}, units)
	_, err = host.Open(host.Conf{Root: root, Channels: []string{"temperature"}})
	assert.EqualError(t, err, `sensors/host: no channel "temperature" on this board; use some of load`)
	_, err = host.Open(host.Conf{Root: root, Rate: -1})
	assert.ErrorContains(t, err, "sensors/host: sensors/pace: rate -1 Hz")
}

func TestBadFiles(t *testing.T) {
	for name, text := range map[string]string{
		"proc/stat":                            "cpux 1 2",
		"sys/class/thermal/thermal_zone0/temp": "hot",
		"sys/devices/platform/soc/soc:firmware/get_throttled": "yes",
	} {
		root := board(t)
		write(t, root, name, text)
		src, err := host.Open(host.Conf{Root: root})
		require.NoError(t, err)
		assert.ErrorContains(t, src.Read(t.Context(), &sensors.Sample{Values: make([]float32, 5)}), "sensors/host: ")
	}
}
