package chip

import (
	"io"

	"periph.io/x/conn/v3/i2c"
	"periph.io/x/conn/v3/spi"
)

// request is what an opener gets.
type request struct {
	buses   Buses
	kind    string // of the bus
	bus     string
	addr    uint16
	rate    float64
	options map[string]string
}

// opener opens a chip by one of its constructors.
type opener interface {
	options() []Option
	open(r request) (Device, io.Closer, error)
}

// rated is an Opts that wants to know the rate of sampling.
type rated interface{ SetRate(hz float64) }

// driver opens a chip with options of type O; constructors that it lacks are nil.
type driver[O any] struct {
	defaults O
	i2c      func(b i2c.Bus, addr uint16, o *O) (Device, error)
	spi      func(p spi.Port, o *O) (Device, error)
	other    func(r request, o *O) (Device, io.Closer, error)
}

// onI2C is a driver with NewI2C alone.
func onI2C[O any, D Device](defaults O, open func(i2c.Bus, uint16, *O) (D, error)) driver[O] {
	return driver[O]{defaults: defaults, i2c: func(b i2c.Bus, addr uint16, o *O) (Device, error) {
		return device(open(b, addr, o))
	}}
}

// onSPI is a driver with NewSPI alone.
func onSPI[O any, D Device](defaults O, open func(spi.Port, *O) (D, error)) driver[O] {
	return driver[O]{defaults: defaults, spi: func(p spi.Port, o *O) (Device, error) {
		return device(open(p, o))
	}}
}

// onBoth is a driver with NewI2C and NewSPI.
func onBoth[O any, D Device](defaults O, i2c func(i2c.Bus, uint16, *O) (D, error), spi func(spi.Port, *O) (D, error)) driver[O] {
	d := onI2C(defaults, i2c)
	d.spi = onSPI(defaults, spi).spi
	return d
}

// device keeps a nil of type D from becoming a Device.
func device[D Device](d D, err error) (Device, error) {
	if err != nil {
		return nil, err
	}
	return d, nil
}

func (d driver[O]) options() []Option {
	o := d.defaults
	return options(&o)
}

func (d driver[O]) open(r request) (Device, io.Closer, error) {
	o := d.defaults
	if err := setOptions(&o, r.options); err != nil {
		return nil, nil, err
	}
	if s, ok := any(&o).(rated); ok {
		s.SetRate(r.rate)
	}
	switch {
	case r.kind == "i2c" && d.i2c != nil:
		return opened(r.buses.I2C, r.bus, func(b i2c.BusCloser) (Device, error) { return d.i2c(b, r.addr, &o) })
	case r.kind == "spi" && d.spi != nil:
		return opened(r.buses.SPI, r.bus, func(p spi.PortCloser) (Device, error) { return d.spi(p, &o) })
	}
	return d.other(r, &o)
}

// opened opens a bus and a chip on it; when the chip fails, it closes the bus.
func opened[B io.Closer](openBus func(string) (B, error), name string, openChip func(B) (Device, error)) (Device, io.Closer, error) {
	b, err := openBus(name)
	if err != nil {
		return nil, nil, err
	}
	d, err := openChip(b)
	if err != nil {
		_ = b.Close()
		return nil, nil, err
	}
	return d, b, nil
}
