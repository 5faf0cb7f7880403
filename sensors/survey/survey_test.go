package survey

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"periph.io/x/conn/v3/i2c"

	"edgetune/sensors/bus"
	"edgetune/sensors/chip/chiptest"
	"edgetune/sensors/chip/model"
	"edgetune/sensors/setup"
)

// board writes a /dev and /sys with two buses, one held address, a thermometer and an IIO
// device.
func board(t *testing.T) string {
	root := t.TempDir()
	write := func(path, text string) {
		path = filepath.Join(root, path)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	}
	write("dev/i2c-1", "")
	write("dev/spidev0.0", "")
	write("sys/bus/w1/devices/28-0316a2794bff/temperature", "21500")
	write("sys/bus/iio/devices/iio:device0/name", "bme280\n")
	write("sys/bus/iio/devices/iio:device0/in_temp_input", "21500")
	write("sys/bus/i2c/drivers/rtc-ds1307/bind", "")
	require.NoError(t, os.MkdirAll(filepath.Join(root, "sys/bus/i2c/devices/1-0068"), 0o755))
	require.NoError(t, os.Symlink("../../drivers/rtc-ds1307", filepath.Join(root, "sys/bus/i2c/devices/1-0068/driver")))
	require.NoError(t, os.MkdirAll(filepath.Join(root, "sys/bus/i2c/devices/1-0048"), 0o755), "known, but held by no driver")
	return root
}

func TestBoard(t *testing.T) {
	rig := chiptest.At(0x76, model.NewBME280)()
	rig.Bus.Plug(0x68, model.NewMPU6050())
	rig.Bus.Plug(0x48, model.NewADS1115())
	r, err := Board(setup.Machine{Buses: rig, Root: board(t)}, "")
	require.NoError(t, err)
	require.Len(t, r.I2C, 1)
	require.NoError(t, r.I2C[0].Err)
	assert.Equal(t, []Find{
		{Addr: 0x48, Chips: []string{"ads1015", "ads1115", "ina219"}, Lines: []string{
			"ads1015 bus=i2c-1 address=0x48 rate=10", "ads1115 bus=i2c-1 address=0x48 rate=10", "ina219 bus=i2c-1 address=0x48 rate=1",
		}},
		{Addr: 0x68, Chips: []string{}, Kernel: "rtc-ds1307"},
		{Addr: 0x76, Chips: []string{"bme280"}, Sure: true, Lines: []string{"bme280 bus=i2c-1 address=0x76 rate=1"}},
	}, r.I2C[0].Found)
	assert.Equal(t, []string{"spi0.0"}, r.SPI)
	assert.Equal(t, "host rate=1 channels=28-0316a2794bff", r.OneWire[0].Lines[0])
	assert.Equal(t, "iio rate=1 device=bme280", r.IIO[0].Lines[0])
	assert.Contains(t, r.Host, "28-0316a2794bff")
	for _, f := range append(append(r.I2C[0].Found, r.OneWire...), r.IIO...) {
		for _, line := range f.Lines {
			_, err := setup.Parse(line)
			require.NoError(t, err)
		}
	}
	assert.Contains(t, rig.Log(), "76 ")
	assert.NotContains(t, rig.Log(), "68 ", "a chip that the kernel drives is left alone")
}

// failing is a board whose buses cannot be opened.
type failing struct{ *chiptest.Rig }

func (failing) I2C(name string) (i2c.BusCloser, error) {
	return nil, &bus.Error{Where: name, Kind: bus.ErrPermission, Hint: "add the user to the group i2c"}
}

func TestFailures(t *testing.T) {
	r, err := Board(setup.Machine{Buses: failing{chiptest.NewRig()}, Root: board(t)}, "1")
	require.NoError(t, err)
	assert.ErrorIs(t, r.I2C[0].Err, bus.ErrPermission)
	assert.Contains(t, r.I2C[0].Error, "group i2c")
	assert.Len(t, r.I2C[0].Found, 1, "what the kernel says is there all the same")
	_, err = Board(setup.Machine{Root: t.TempDir()}, "")
	assert.ErrorContains(t, err, "dev: no such file")
	r, err = Board(setup.Machine{Root: board(t)}, "/dev/i2c-65000")
	require.NoError(t, err)
	assert.ErrorIs(t, r.I2C[0].Err, bus.ErrNoBus)
	assert.ErrorContains(t, r.I2C[0].Err, "dtparam=i2c_arm=on")
}
