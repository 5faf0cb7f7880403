package ads1x15

import (
	"time"

	"periph.io/x/conn/v3/i2c"

	"edgetune/sensors/bus"
	"edgetune/sensors/chip/link"
)

// Registers (table "Address pointer register").
const (
	regConversion = 0
	regConfig     = 1
)

const (
	done     = 0x8000                 // OS, when read: no conversion is running
	tries    = 8                      // polls of OS before the chip counts as stuck
	slowest  = 1.1                    // the data rate may be 10 % off (table "Electrical characteristics")
	overhead = 500 * time.Microsecond // transfers of one conversion at 100 kHz, about 80 bits
)

// Dev is an open chip.
type Dev struct {
	link    *link.Link
	model   Model
	configs []uint16 // by channel
	names   []string
	units   []string
	wait    time.Duration // nominal time of a conversion
	scale   float32       // V a count
}

// NewI2C opens a chip at 0x48 to 0x4B.
func NewI2C(b i2c.Bus, addr uint16, o *Opts) (*Dev, error) {
	c := *o
	if c.Model == "" {
		c.Model = ADS1115
	}
	d := &Dev{link: link.I2C("sensors/chip/"+string(c.Model), b, addr), model: c.Model}
	configs, names, sps, err := c.configs()
	if err != nil {
		return nil, d.link.Errorf("%w", err)
	}
	d.configs, d.names = configs, names
	for range names {
		d.units = append(d.units, "V")
	}
	d.wait = time.Second / time.Duration(sps)
	d.scale = float32(c.RangeV / 32768) // both chips give 16 bits, the ADS1015's lowest 4 being 0
	_, err = d.link.Word(regConfig)
	return d, err
}

// String names chip and place.
func (d *Dev) String() string { return string(d.model) + " at " + d.link.String() }

// Halt does nothing: the chip sleeps after each conversion.
func (d *Dev) Halt() error { return nil }

// Channels returns the names of the inputs, as "in0" or "in0-1".
func (d *Dev) Channels() []string { return d.names }

// Units returns V for each.
func (d *Dev) Units() []string { return d.units }

// MaxRate returns how many readings of all inputs it takes per second at worst.
func (d *Dev) MaxRate() float64 {
	one := time.Duration(slowest*float64(d.wait)) + overhead
	return float64(time.Second) / float64(len(d.configs)) / float64(one)
}

// Sense converts all inputs, one after the other. It allocates nothing.
func (d *Dev) Sense(dst []float32) error {
	for i, config := range d.configs {
		raw, err := d.convert(config)
		if err != nil {
			return err
		}
		dst[i] = float32(int16(raw)) * d.scale
	}
	return nil
}

// convert runs one conversion.
func (d *Dev) convert(config uint16) (uint16, error) {
	if err := d.link.Write(regConfig, byte(config>>8), byte(config)); err != nil {
		return 0, err
	}
	time.Sleep(d.wait)
	for range tries {
		state, err := d.link.Word(regConfig)
		switch {
		case err != nil:
			return 0, err
		case (state^config)&^done != 0:
			return 0, d.link.Errorf("config register holds %#04x after %#04x was written; check power and wiring, or use a slower clock", state, config)
		case state&done != 0:
			return d.link.Word(regConversion)
		}
		time.Sleep(d.wait / tries)
	}
	return 0, d.link.Errorf("%w: the conversion does not end; check the supply", bus.ErrTimeout)
}
