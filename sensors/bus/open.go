package bus

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// opening describes one kind of bus for messages about opening it.
type opening struct {
	group   string // of the device file
	present string // what to do when there is no such bus
}

func i2cOpening() opening {
	return opening{"i2c", "add dtparam=i2c_arm=on to /boot/firmware/config.txt and load i2c-dev (raspi-config does both), then restart; `ls /dev/i2c-*` shows the buses"}
}

func spiOpening() opening {
	return opening{"spi", "add dtparam=spi=on to /boot/firmware/config.txt, then restart; `ls /dev/spidev*` shows the buses"}
}

func oneWireOpening() opening {
	return opening{"root", "add dtoverlay=w1-gpio to /boot/firmware/config.txt, then restart; `ls /sys/bus/w1/devices` shows the chips"}
}

func gpioOpening() opening {
	return opening{"gpio", "`gpioinfo` shows the lines; write GPIO5 for BCM line 5"}
}

// failed turns the failure to open name into an [*Error].
func (o opening) failed(name string, err error) error {
	e := &Error{Where: name, Kind: ErrOther, Err: err}
	errno := errnoOf(err)
	if errno != 0 {
		e.Err = errno
	}
	switch {
	case errno == syscall.ENOENT || errno == syscall.ENODEV || errors.Is(err, fs.ErrNotExist):
		e.Kind, e.Hint = ErrNoBus, o.present
	case errno == syscall.EACCES || errno == syscall.EPERM:
		e.Kind = ErrPermission
		e.Hint = "add the user to the group " + o.group + ": sudo usermod -aG " + o.group + " $USER, then log in again"
		if o.group == "root" {
			e.Hint = "this bus needs root or CAP_NET_ADMIN; read the chip through the kernel's file instead"
		}
	}
	return e
}

// List returns the names of the I2C and SPI buses under dev, "/dev" on a board:
// "i2c-1", "spi0.0", in order.
func List(dev string) ([]string, error) {
	files, err := os.ReadDir(dev)
	if err != nil {
		return nil, fmt.Errorf("sensors/bus: %w", err)
	}
	var names []string
	for _, f := range files {
		if name, ok := strings.CutPrefix(f.Name(), "spidev"); ok {
			names = append(names, "spi"+name)
		} else if strings.HasPrefix(f.Name(), "i2c-") {
			names = append(names, f.Name())
		}
	}
	slices.SortFunc(names, byNumber)
	return names, nil
}

// byNumber orders i2c-2 before i2c-10.
func byNumber(a, b string) int {
	if len(a) != len(b) && a[:3] == b[:3] {
		return len(a) - len(b)
	}
	return strings.Compare(a, b)
}

// base returns the last part of a name that may be a path.
func base(name string) string { return filepath.Base(strings.TrimSpace(name)) }
