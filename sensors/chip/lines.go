package chip

import (
	"io"

	"periph.io/x/conn/v3/onewire"

	"edgetune/sensors/chip/ds18b20"
	"edgetune/sensors/chip/hx711"
)

// onWire opens a chip on a 1-Wire bus.
func onWire() driver[ds18b20.Opts] {
	return driver[ds18b20.Opts]{defaults: ds18b20.DefaultOpts, other: func(r request, o *ds18b20.Opts) (Device, io.Closer, error) {
		return opened(r.buses.OneWire, r.bus, func(b onewire.BusCloser) (Device, error) { return device(ds18b20.New(b, o)) })
	}}
}

// onLines opens a chip at two GPIO lines.
func onLines() driver[hx711.Opts] {
	return driver[hx711.Opts]{defaults: hx711.DefaultOpts, other: func(r request, o *hx711.Opts) (Device, io.Closer, error) {
		clk, err := r.buses.Pin(o.Clock)
		if err != nil {
			return nil, nil, err
		}
		data, err := r.buses.Pin(o.Data)
		if err != nil {
			return nil, nil, err
		}
		d, err := device(hx711.New(clk, data, o))
		return d, nil, err
	}}
}
