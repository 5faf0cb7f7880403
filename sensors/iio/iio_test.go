package iio

import (
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/sensors"
)

// tree writes a part of /sys and /dev: a BME280 without and an MPU-6050 with a buffer.
func tree(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	write(t, root, "sys/bus/iio/devices/iio:device0", map[string]string{
		"name": "bme280", "in_temp_input": "25080", "in_pressure_input": "100.653270000",
		"in_humidityrelative_input": "50000", "in_temp_oversampling_ratio": "2", "uevent": "",
	})
	write(t, root, "sys/bus/iio/devices/iio:device1", map[string]string{
		"name": "mpu6050", "sampling_frequency": "200",
		"in_accel_scale": "0.000598", "in_anglvel_scale": "0.000133090",
		"in_accel_x_raw": "16384", "in_accel_y_raw": "-2", "in_accel_z_raw": "0",
		"in_anglvel_x_raw": "131", "in_temp_raw": "-521", "in_temp_scale": "2.941176", "in_temp_offset": "12420",
		"buffer/enable": "0", "buffer/length": "2", "trigger/current_trigger": "",
	})
	elements(t, root, "iio:device1", map[string][2]string{
		"accel_x": {"0", "be:s16/16>>0"}, "accel_y": {"1", "be:s16/16>>0"}, "accel_z": {"2", "be:s16/16>>0"},
		"temp": {"3", "be:s16/16>>0"}, "anglvel_x": {"4", "be:s16/16>>0"}, "timestamp": {"7", "le:s64/64>>0"},
	})
	write(t, root, "sys/bus/iio/devices/iio:device2", map[string]string{
		"name": "adc", "in_voltage0_raw": "2048", "in_voltage0-voltage1_raw": "-10", "in_voltage_scale": "1.25",
		"in_voltage-voltage_scale": "2.5", "buffer/enable": "0", "buffer/length": "2",
	})
	elements(t, root, "iio:device2", map[string][2]string{
		"voltage0": {"0", "le:u12/16>>4"}, "voltage0-voltage1": {"1", "be:s24/32>>8"}, "voltage2": {"2", "le:u8/8>>0"},
	})
	write(t, root, "sys/bus/iio/devices/trigger0", map[string]string{"name": "hr"})
	return root
}

func write(t *testing.T, root, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(root, dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text+"\n"), 0o644))
	}
}

func elements(t *testing.T, root, id string, list map[string][2]string) {
	t.Helper()
	files := map[string]string{}
	for name, e := range list {
		files["in_"+name+"_en"], files["in_"+name+"_index"], files["in_"+name+"_type"] = "0", e[0], e[1]
	}
	write(t, root, "sys/bus/iio/devices/"+id+"/scan_elements", files)
}

// node makes /dev/iio:deviceN a pipe and returns its writing end.
func node(t *testing.T, root, id string) *os.File {
	t.Helper()
	path := filepath.Join(root, "dev", id)
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, syscall.Mkfifo(path, 0o600))
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	require.NoError(t, err)
	t.Cleanup(func() { f.Close() })
	return f
}

func read(t *testing.T, s sensors.Source) sensors.Sample {
	t.Helper()
	x := sensors.Sample{Values: make([]float32, s.Info().Layout.Len())}
	require.NoError(t, s.Read(t.Context(), &x))
	return x
}

func ExampleOpen() {
	src, err := Open(Conf{Device: "bme280", Rate: 1, Channels: []string{"temp", "pressure"}})
	if err != nil {
		fmt.Println("no bme280 with a kernel driver here")
		return
	}
	defer src.Close()
	fmt.Println(src.Info().Units)
	// Output: no bme280 with a kernel driver here
}

func TestList(t *testing.T) {
	list, err := List(tree(t))
	require.NoError(t, err)
	require.Len(t, list, 3)
	assert.Equal(t, "bme280", list[0].Name)
	assert.False(t, list[0].Buffered)
	assert.Equal(t, []string{"humidityrelative", "pressure", "temp"}, namesOf(list[0].Channels))
	assert.True(t, list[1].Buffered)
	list, err = List(t.TempDir())
	assert.NoError(t, err)
	assert.Empty(t, list)
}

func TestPolled(t *testing.T) {
	root := tree(t)
	src, err := Open(Conf{Root: root, Device: "bme280", Channels: []string{"temp", "pressure", "humidityrelative"}, Rate: 1000})
	require.NoError(t, err)
	assert.Equal(t, []string{"degC", "Pa", "%RH"}, src.Info().Units)
	x := read(t, src)
	assert.Equal(t, []float32{25.08, 100653.27, 50}, x.Values)
	write(t, root, "sys/bus/iio/devices/iio:device0", map[string]string{"in_temp_input": "-5000"})
	assert.Equal(t, float32(-5), read(t, src).Values[0])
	assert.Zero(t, testing.AllocsPerRun(20, func() { _ = src.Read(t.Context(), &x) }))
	require.NoError(t, src.Close())
	assert.ErrorContains(t, src.Read(t.Context(), &x), "sensors/iio: iio:device0 (bme280): channel temp: ")
}

func TestPolledRawWithScaleAndOffset(t *testing.T) {
	src, err := Open(Conf{Root: tree(t), Device: "iio:device1", Channels: []string{"temp", "accel_x", "anglvel_x"}})
	require.NoError(t, err)
	x := read(t, src)
	assert.InDelta(t, 35.0, x.Values[0], 0.01) // (-521 + 12420)·2.941176 m°C
	assert.InDelta(t, 16384*0.000598, x.Values[1], 1e-6)
	assert.InDelta(t, 131*0.000133090, x.Values[2], 1e-9)
	src, err = Open(Conf{Root: tree(t), Device: "adc"})
	require.NoError(t, err)
	assert.Equal(t, []string{"voltage0-voltage1", "voltage0"}, src.Info().Channels)
	assert.Equal(t, []float32{-0.025, 2.56}, read(t, src).Values)
}

func TestPolledKeepsItsRate(t *testing.T) {
	root := tree(t)
	synctest.Test(t, func(t *testing.T) {
		src, err := Open(Conf{Root: root, Device: "bme280", Rate: 10})
		require.NoError(t, err)
		first := read(t, src)
		time.Sleep(250 * time.Millisecond)
		second := read(t, src)
		assert.Equal(t, int64(250*time.Millisecond), second.Time-first.Time)
		assert.Equal(t, 1, second.Run)
		assert.Equal(t, uint64(1), src.(*Polled).Stats().Lost)
		require.NoError(t, src.Close())
	})
}

// scan is one sample of the MPU-6050 as the kernel lays it out: accelerometer x, y, z
// and 2 bytes of gyroscope, the time stamp at 8.
func scan(x, y, z, g int16, stamp int64) []byte {
	p := make([]byte, 16)
	for i, v := range []int16{x, y, z, g} {
		binary.BigEndian.PutUint16(p[2*i:], uint16(v))
	}
	binary.LittleEndian.PutUint64(p[8:], uint64(stamp))
	return p
}

func TestBuffered(t *testing.T) {
	root := tree(t)
	pipe := node(t, root, "iio:device1")
	src, err := Open(Conf{
		Root: root, Device: "mpu6050", Buffered: true, Rate: 100, Trigger: "hr",
		Channels: []string{"anglvel_x", "accel_x", "accel_y", "accel_z"},
	})
	require.NoError(t, err)
	dir := filepath.Join(root, "sys/bus/iio/devices/iio:device1")
	for file, want := range map[string]string{
		"scan_elements/in_accel_x_en": "1", "scan_elements/in_temp_en": "0", "scan_elements/in_timestamp_en": "1",
		"buffer/enable": "1", "buffer/length": "100", "sampling_frequency": "100", "trigger/current_trigger": "hr",
	} {
		got, err := os.ReadFile(filepath.Join(dir, file))
		require.NoError(t, err)
		assert.Equal(t, want, string(got), file)
	}
	assert.InDelta(t, 100, src.Info().Layout.Rate, 1e-9)

	const start, period = int64(1.7e18), int64(10e6)
	for i := range 5 {
		at := start + int64(i)*period
		if i >= 3 {
			at += 7 * period // seven samples are missing
		}
		s := scan(16384, int16(-i), 0, 131, at)
		_, err := pipe.Write(s[:9]) // in two pieces
		require.NoError(t, err)
		_, err = pipe.Write(s[9:])
		require.NoError(t, err)
		x := read(t, src)
		assert.Equal(t, at, x.Time)
		assert.InDelta(t, 131*0.000133090, x.Values[0], 1e-9)
		assert.InDelta(t, 16384*0.000598, x.Values[1], 1e-6)
		assert.InDelta(t, float64(-i)*0.000598, x.Values[2], 1e-9)
		assert.Equal(t, i/3, x.Run)
	}
	assert.Equal(t, uint64(7), src.(*Buffered).Stats().Lost)

	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	x := sensors.Sample{Values: make([]float32, 4)}
	assert.ErrorIs(t, src.Read(ctx, &x), context.DeadlineExceeded)
	require.NoError(t, src.Close())
	got, err := os.ReadFile(filepath.Join(dir, "buffer/enable"))
	require.NoError(t, err)
	assert.Equal(t, "0", string(got))
}

// TestAlignment: 2 bytes, then 4 aligned to 4, then 1, filled up to 12.
func TestAlignment(t *testing.T) {
	root := tree(t)
	pipe := node(t, root, "iio:device2")
	src, err := Open(Conf{Root: root, Device: "adc", Buffered: true})
	require.NoError(t, err)
	p := []byte{0xf7, 0x7f, 0xaa, 0xaa, 0xff, 0xff, 0xf6, 0xee, 200, 0xbb, 0xbb, 0xbb}
	_, err = pipe.Write(append(p, p...))
	require.NoError(t, err)
	for range 2 {
		assert.Equal(t, []float32{2047 * 1.25e-3, -10 * 2.5e-3, 200 * 1.25e-3}, read(t, src).Values)
	}
}

func TestFormats(t *testing.T) {
	for _, c := range []struct {
		text  string
		bytes []byte
		want  int64
	}{
		{"le:s12/16>>4", []byte{0x0f, 0x80}, -2048},
		{"le:s12/16>>4", []byte{0xff, 0x7f}, 2047},
		{"be:u16/16>>0", []byte{0xff, 0xfe}, 65534},
		{"be:s24/32>>8", []byte{0xff, 0xff, 0xff, 0x12}, -1},
		{"le:u32/32>>0", []byte{1, 0, 0, 0x80}, 0x80000001},
		{"le:s64/64>>0", []byte{0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, -2},
		{"be:s8/8>>0", []byte{0x80}, -128},
		{"be:u40/64>>4", []byte{0xff, 0xff, 0xf0, 0, 0, 0, 0, 0x2f}, 2},
	} {
		f, err := parseFormat(c.text)
		require.NoError(t, err, c.text)
		assert.Equal(t, c.want, f.value(c.bytes), c.text)
	}
	for _, s := range []string{"", "le", "le:", "le:x12/16>>4", "le:s12/16", "le:s20/16>>0", "le:s12/24>>0", "le:s12/12>>0", "me:s8/8>>0", "le:s0/8>>0", "le:s8/8>>-1"} {
		_, err := parseFormat(s)
		assert.ErrorContains(t, err, "is not understood; want as le:s12/16>>4", s)
	}
}

func TestErrors(t *testing.T) {
	root := tree(t)
	for want, c := range map[string]Conf{
		`no device "bmp280"; use one of bme280 (iio:device0), mpu6050 (iio:device1), adc (iio:device2)`: {Device: "bmp280"},
		`iio:device0 (bme280): no channel "accel_x"; use some of humidityrelative, pressure, temp`:      {Device: "bme280", Channels: []string{"accel_x"}},
		"iio:device0 (bme280): no buffer; read it polled":                                               {Device: "bme280", Buffered: true},
		"iio:device1 (mpu6050): no channel chosen":                                                      {Device: "mpu6050", Channels: []string{}},
		"iio:device0 (bme280): sensors/pace: rate -1 Hz":                                                {Device: "bme280", Rate: -1},
		"iio:device1 (mpu6050): open ":                                                                  {Device: "mpu6050", Buffered: true},
	} {
		c.Root = root
		_, err := Open(c)
		assert.ErrorContains(t, err, "sensors/iio: ")
		assert.ErrorContains(t, err, want)
	}
	_, err := Open(Conf{Root: t.TempDir(), Device: "bme280"})
	assert.ErrorContains(t, err, "nor any other; add the overlay of the chip to /boot/firmware/config.txt")
}

func FuzzFormat(f *testing.F) {
	f.Add("le:s12/16>>4")
	f.Fuzz(func(t *testing.T, s string) {
		if x, err := parseFormat(s); err == nil {
			x.value(make([]byte, 8))
		}
	})
}
