package bus

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"periph.io/x/conn/v3/conntest"
	"periph.io/x/conn/v3/i2c/i2ctest"
	"periph.io/x/conn/v3/physic"
	"periph.io/x/conn/v3/spi"
	"periph.io/x/conn/v3/spi/spitest"
)

func ExampleOpenI2C() {
	b, err := OpenI2C("i2c-65535")
	if errors.Is(err, ErrNoBus) {
		fmt.Println("no bus")
		return
	}
	defer b.Close()
	// Output: no bus
}

// failing is a bus whose transfers fail as periph reports it: the cause as text.
type failing struct {
	i2ctest.Playback
	err error
}

func (f *failing) Tx(uint16, []byte, []byte) error { return fmt.Errorf("sysfs-i2c: %v", f.err) }

func TestTransferErrors(t *testing.T) {
	for _, c := range []struct {
		errno syscall.Errno
		kind  error
		hint  string
	}{
		{syscall.EREMOTEIO, ErrNACK, "no answer (NACK) (remote I/O error); check power, wiring and address"},
		{syscall.ENXIO, ErrNACK, "(no such device or address); check power"},
		{syscall.ETIMEDOUT, ErrTimeout, "timeout (connection timed out); the chip may stretch the clock"},
		{syscall.EIO, ErrShort, "transfer broken off (input/output error); the chip may stretch"},
		{syscall.EAGAIN, ErrBusy, "another master held the bus"},
		{syscall.EBUSY, ErrBusy, "a kernel driver holds this address"},
		{syscall.ENODEV, ErrGone, "the bus is gone (no such device); plug the adapter in again"},
		{syscall.EACCES, ErrPermission, "permission denied; add the user to the group"},
	} {
		t.Run(c.errno.Error(), func(t *testing.T) {
			b := &I2C{&failing{err: c.errno}, "i2c-1"}
			err := b.Tx(0x76, []byte{1}, nil)
			assert.ErrorIs(t, err, c.kind)
			assert.ErrorIs(t, err, c.errno)
			assert.ErrorContains(t, err, "sensors/bus: i2c-1 address 0x76: ")
			assert.ErrorContains(t, err, c.hint)
		})
	}
	err := (&I2C{&failing{err: errors.New("something else")}, "i2c-1"}).Tx(8, nil, nil)
	assert.ErrorIs(t, err, ErrOther)
	assert.EqualError(t, err, "sensors/bus: i2c-1 address 0x08: transfer failed (sysfs-i2c: something else)")
}

func TestOpenErrors(t *testing.T) {
	_, err := OpenI2C("/dev/i2c-65535")
	require.ErrorIs(t, err, ErrNoBus)
	assert.ErrorContains(t, err, "sensors/bus: i2c-65535: no such bus")
	assert.ErrorContains(t, err, "dtparam=i2c_arm=on to /boot/firmware/config.txt")
	_, err = OpenSPI("spi32000.7")
	require.ErrorIs(t, err, ErrNoBus)
	assert.ErrorContains(t, err, "sensors/bus: spi32000.7: no such bus")
	assert.ErrorContains(t, err, "dtparam=spi=on")
	_, err = OpenPin("GPIO999")
	assert.ErrorIs(t, err, ErrNoBus)
	for _, name := range []string{"", "i2c-", "i2c-x", "spi0.0", "i2c--1", "99999"} {
		_, err := OpenI2C(name)
		assert.ErrorContains(t, err, "is no I2C bus; write it as i2c-1")
	}
	for _, name := range []string{"", "spi0", "i2c-1", "spi0.256", "spi-1.0", "spi0.0.0"} {
		_, err := OpenSPI(name)
		assert.ErrorContains(t, err, "is no SPI port; write bus and chip select as spi0.0")
	}
	_, err = OpenOneWire("i2c-1")
	assert.ErrorContains(t, err, "is no 1-Wire bus; write it as w1-1")
}

func TestPermission(t *testing.T) {
	denied := fmt.Errorf("sysfs-i2c: are you member of group 'plugdev'? %v",
		&fs.PathError{Op: "open", Path: "/dev/i2c-1", Err: syscall.EACCES})
	err := i2cOpening().failed("i2c-1", denied)
	assert.ErrorIs(t, err, ErrPermission)
	assert.ErrorIs(t, err, fs.ErrPermission)
	assert.EqualError(t, err, "sensors/bus: i2c-1: permission denied; add the user to the group i2c: sudo usermod -aG i2c $USER, then log in again")
}

func TestTransferPassesBytes(t *testing.T) {
	play := &i2ctest.Playback{Ops: []i2ctest.IO{{Addr: 0x76, W: []byte{0xd0}, R: []byte{0x60}}}, DontPanic: true}
	b := &I2C{play, "i2c-1"}
	r := make([]byte, 1)
	require.NoError(t, b.Tx(0x76, []byte{0xd0}, r))
	assert.Equal(t, []byte{0x60}, r)
	assert.Equal(t, "i2c-1", b.String())
	assert.ErrorContains(t, b.SetSpeed(10*physic.KiloHertz), "dtparam=i2c_arm_baudrate=10000")
	assert.NoError(t, b.Close())
}

func TestSPIPassesBytes(t *testing.T) {
	play := &spitest.Playback{Playback: conntest.Playback{Ops: []conntest.IO{{W: []byte{1, 2}, R: []byte{3, 4}}}, DontPanic: true}}
	p := &SPI{play, "spi0.0"}
	c, err := p.Connect(physic.MegaHertz, spi.Mode0, 8)
	require.NoError(t, err)
	r := make([]byte, 2)
	require.NoError(t, c.Tx([]byte{1, 2}, r))
	assert.Equal(t, []byte{3, 4}, r)
	assert.Equal(t, "spi0.0", c.String())
	err = c.Tx([]byte{9}, nil)
	assert.ErrorContains(t, err, "sensors/bus: spi0.0: transfer failed")
	assert.NoError(t, p.Close())
}

func TestList(t *testing.T) {
	dev := t.TempDir()
	for _, name := range []string{"i2c-10", "i2c-2", "spidev0.1", "spidev0.0", "null", "i2c-1"} {
		require.NoError(t, os.WriteFile(filepath.Join(dev, name), nil, 0o600))
	}
	names, err := List(dev)
	require.NoError(t, err)
	assert.Equal(t, []string{"i2c-1", "i2c-2", "i2c-10", "spi0.0", "spi0.1"}, names)
	_, err = List(filepath.Join(dev, "none"))
	assert.ErrorContains(t, err, "sensors/bus: ")
}
