package chiptest

import (
	"fmt"
	"strings"
	"sync"

	"periph.io/x/conn/v3"
	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/i2c"
	"periph.io/x/conn/v3/onewire"
	"periph.io/x/conn/v3/physic"
	"periph.io/x/conn/v3/spi"

	"edgetune/sensors/chip/model"
)

// Rig is a set of model buses that writes down what is said on them.
type Rig struct {
	Bus  *model.Bus
	Port *model.Port
	Wire onewire.BusCloser
	Pins map[string]gpio.PinIO

	mu  sync.Mutex
	log []string
}

// NewRig returns an I2C bus "i2c-1" and an SPI port "spi0.0" without chips.
func NewRig() *Rig {
	return &Rig{Bus: model.NewBus("i2c-1"), Port: model.NewPort("spi0.0", nil), Pins: map[string]gpio.PinIO{}}
}

// At returns a maker of rigs with a new model at an I2C address.
func At[C model.Chip](addr uint16, build func() C) func() *Rig {
	return func() *Rig {
		r := NewRig()
		r.Bus.Plug(addr, build())
		return r
	}
}

// OnPort returns a maker of rigs with a new model at the SPI port.
func OnPort[C model.Exchanger](build func() C) func() *Rig {
	return func() *Rig {
		r := NewRig()
		r.Port.Plug(build())
		return r
	}
}

// I2C implements chip.Buses.
func (r *Rig) I2C(string) (i2c.BusCloser, error) { return &recorder{r}, nil }

// SPI implements chip.Buses.
func (r *Rig) SPI(string) (spi.PortCloser, error) { return &portRecorder{r.Port, r}, nil }

// OneWire implements chip.Buses.
func (r *Rig) OneWire(name string) (onewire.BusCloser, error) {
	if r.Wire == nil {
		return nil, fmt.Errorf("sensors/chip/chiptest: no 1-Wire bus in this rig")
	}
	return &wireRecorder{r.Wire, r}, nil
}

// Pin implements chip.Buses.
func (r *Rig) Pin(name string) (gpio.PinIO, error) {
	p, ok := r.Pins[name]
	if !ok {
		return nil, fmt.Errorf("sensors/chip/chiptest: no line %q in this rig", name)
	}
	return &lineRecorder{p, name, r}, nil
}

// Log returns the conversation so far, a line for each transfer.
func (r *Rig) Log() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.Join(r.log, "\n") + "\n"
}

func (r *Rig) note(where string, w, in []byte, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	line := where
	if len(w) > 0 {
		line += fmt.Sprintf(" w % x", w)
	}
	if len(in) > 0 && err == nil {
		line += fmt.Sprintf(" r % x", in)
	}
	if err != nil {
		line += " failed"
	}
	r.log = append(r.log, line)
}

// recorder is the I2C bus of a rig.
type recorder struct{ r *Rig }

func (b *recorder) String() string                    { return b.r.Bus.String() }
func (b *recorder) Close() error                      { return nil }
func (b *recorder) SetSpeed(f physic.Frequency) error { return b.r.Bus.SetSpeed(f) }

func (b *recorder) Tx(addr uint16, w, in []byte) error {
	err := b.r.Bus.Tx(addr, w, in)
	b.r.note(fmt.Sprintf("%02x", addr), w, in, err)
	return err
}

// portRecorder is the SPI port of a rig.
type portRecorder struct {
	*model.Port
	r *Rig
}

func (p *portRecorder) Connect(f physic.Frequency, mode spi.Mode, bits int) (spi.Conn, error) {
	c, err := p.Port.Connect(f, mode, bits)
	if err != nil {
		return nil, err
	}
	return &connRecorder{c, p.r}, nil
}

type connRecorder struct {
	spi.Conn
	r *Rig
}

func (c *connRecorder) Duplex() conn.Duplex { return conn.Full }

func (c *connRecorder) Tx(w, in []byte) error {
	err := c.Conn.Tx(w, in)
	c.r.note("spi", w, in, err)
	return err
}
