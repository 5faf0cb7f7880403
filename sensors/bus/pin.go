package bus

import (
	"errors"

	"periph.io/x/conn/v3/driver/driverreg"
	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/gpio/gpioreg"
	_ "periph.io/x/host/v3/gpioioctl" // gives gpioreg the lines of /dev/gpiochipN
)

// OpenPin returns a GPIO line by its name in the device tree: "GPIO5" is BCM line 5
// on a Raspberry Pi. The first call asks the kernel for all lines.
func OpenPin(name string) (gpio.PinIO, error) {
	state, err := driverreg.Init()
	if err != nil {
		return nil, gpioOpening().failed(name, err)
	}
	if p := gpioreg.ByName(name); p != nil {
		return p, nil
	}
	for _, f := range state.Failed {
		if f.D.String() == "ioctl-gpio" {
			return nil, gpioOpening().failed(name, f.Err)
		}
	}
	return nil, &Error{name, ErrNoBus, errors.New("no GPIO line of this name"), gpioOpening().present}
}
