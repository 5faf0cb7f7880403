package hx711

import (
	"errors"
	"fmt"
	"time"

	"periph.io/x/conn/v3/gpio"
	periph "periph.io/x/devices/v3/hx711"

	"edgetune/sensors/bus"
)

// Opts says how the chip is wired and what its result means.
type Opts struct {
	Clock  string  `conf:"clk" means:"line of PD_SCK"`
	Data   string  `conf:"data" means:"line of DOUT"`
	Gain   int     `conf:"gain" means:"128 or 64 for input A, 32 for input B"`
	Scale  float64 `conf:"scale" means:"unit per mV/V"`
	Offset float64 `conf:"offset" means:"mV/V without load"`
	Unit   string  `conf:"unit" means:"of the scaled result"`
}

// DefaultOpts reads input A in mV/V.
var DefaultOpts = Opts{Clock: "GPIO6", Data: "GPIO5", Gain: 128, Scale: 1, Unit: "mV/V"}

// wait is longer than a conversion at 10 a second.
const wait = 500 * time.Millisecond

// Dev is an open chip.
type Dev struct {
	dev  *periph.Dev
	opts Opts
	lsb  float64 // mV/V a count
}

// New opens a chip at two lines. The data line needs edge detection.
func New(clk gpio.PinOut, data gpio.PinIn, o *Opts) (*Dev, error) {
	modes := map[int]periph.InputMode{128: periph.CHANNEL_A_GAIN_128, 64: periph.CHANNEL_A_GAIN_64, 32: periph.CHANNEL_B_GAIN_32}
	d := &Dev{opts: *o}
	mode, ok := modes[o.Gain]
	if !ok {
		return nil, d.errorf("gain %d; use 128, 64 or 32", o.Gain)
	}
	// The full scale of 2^24 counts is the supply over the gain.
	d.lsb = 1000 / float64(o.Gain) / (1 << 24)
	var err error
	if d.dev, err = periph.New(clk, data); err != nil {
		return nil, d.errorf("%w", err)
	}
	if err := d.await(); err != nil {
		return nil, err
	}
	if err := d.dev.SetInputMode(mode); err != nil { // reads one result, of the old mode
		return nil, d.explain(err)
	}
	return d, nil
}

// await waits until a result is ready, which SetInputMode of periph does not do.
func (d *Dev) await() error {
	for range wait / (5 * time.Millisecond) {
		if d.dev.IsReady() {
			return nil
		}
		time.Sleep(5 * time.Millisecond)
	}
	return d.explain(periph.ErrTimeout)
}

func (d *Dev) errorf(format string, args ...any) error {
	return fmt.Errorf("sensors/chip/hx711: %s, %s: %w", d.opts.Clock, d.opts.Data, fmt.Errorf(format, args...))
}

// explain turns periph's timeout into that of package bus.
func (d *Dev) explain(err error) error {
	if errors.Is(err, periph.ErrTimeout) {
		return d.errorf("%w: %w; check power, wiring and the names of the lines", bus.ErrTimeout, err)
	}
	return d.errorf("%w", err)
}

// String names chip and place.
func (d *Dev) String() string { return "hx711 at " + d.opts.Clock + ", " + d.opts.Data }

// Halt does nothing.
func (d *Dev) Halt() error { return d.dev.Halt() }

// Channels returns the name of the value.
func (d *Dev) Channels() []string { return []string{"load"} }

// Units returns the unit of the value.
func (d *Dev) Units() []string { return []string{d.opts.Unit} }

// Sense waits for the next conversion, up to 100 ms.
func (d *Dev) Sense(dst []float32) error {
	raw, err := d.dev.ReadTimeout(wait)
	if err != nil {
		return d.explain(err)
	}
	if raw == -1 {
		return d.errorf("all bits are 1; the chip was reset by a late clock, or is not there")
	}
	dst[0] = float32((float64(float64(raw)*d.lsb) - d.opts.Offset) * d.opts.Scale)
	return nil
}
