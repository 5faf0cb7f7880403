package bmxx80

import (
	"fmt"
	"time"

	"periph.io/x/conn/v3/i2c"
	"periph.io/x/conn/v3/physic"
	"periph.io/x/conn/v3/spi"
	periph "periph.io/x/devices/v3/bmxx80"

	"edgetune/sensors/chip/link"
)

// Model is one of the chips.
type Model string

// The chips of this package.
const (
	BME280 Model = "bme280"
	BMP280 Model = "bmp280"
	BMP180 Model = "bmp180"
)

// Opts says how to measure. Oversampling averages 1, 2, 4, 8 or 16 readings; 0
// leaves pressure or humidity out, which then reads 0.
type Opts struct {
	Model       Model // BME280 where empty
	Temperature int   `conf:"temperature" means:"oversampling"`
	Pressure    int   `conf:"pressure" means:"oversampling"`
	Humidity    int   `conf:"humidity" means:"oversampling; BME280 alone"`
}

// DefaultOpts takes single readings, as the data sheet advises for weather
// monitoring (section "Recommended modes of operation").
var DefaultOpts = Opts{Model: BME280, Temperature: 1, Pressure: 1, Humidity: 1}

// For returns o for another chip.
func (o Opts) For(m Model) Opts {
	o.Model = m
	return o
}

// Dev is an open chip.
type Dev struct {
	dev   *periph.Dev
	watch *link.Watch
	opts  Opts
	env   physic.Env
}

// NewI2C opens a chip at 0x76 or 0x77 (BMP180: 0x77).
func NewI2C(b i2c.Bus, addr uint16, o *Opts) (*Dev, error) {
	c := o.complete()
	if err := c.expect(link.I2C(c.pkg(), b, addr)); err != nil {
		return nil, err
	}
	w := link.WatchBus(c.pkg(), b, addr)
	return c.open(&w.Watch, func(p *periph.Opts) (*periph.Dev, error) { return periph.NewI2C(w, addr, p) })
}

// NewSPI opens a BME280 or BMP280 on SPI, with up to 10 MHz.
func NewSPI(p spi.Port, o *Opts) (*Dev, error) {
	c := o.complete()
	w := link.WatchPort(c.pkg(), p)
	if c.Model == BMP180 {
		return nil, w.Errorf("a BMP180 has no SPI; use bus=i2c-1")
	}
	return c.open(&w.Watch, func(o *periph.Opts) (*periph.Dev, error) { return periph.NewSPI(w, o) })
}

func (o Opts) complete() Opts {
	if o.Model == "" {
		o.Model = BME280
	}
	return o
}

func (o Opts) pkg() string { return "sensors/chip/" + string(o.Model) }

// regID is the identity register and ids its values (BME280: section 5.4.1, "id").
const regID = 0xd0

func ids() map[byte]Model {
	return map[byte]Model{0x60: BME280, 0x58: BMP280, 0x55: BMP180}
}

// expect checks the identity of the chip.
func (o Opts) expect(l *link.Link) error {
	var want byte
	others := map[byte]string{
		0x61: "this is a BME680 or BME688, use chip \"bme680\"",
		0x50: "this is a BMP388, which has no driver here; read it through iio",
	}
	for id, m := range ids() {
		if m == o.Model {
			want = id
		} else {
			others[id] = fmt.Sprintf("this is a %s, use chip %q", name(m), m)
		}
	}
	return l.Expect(regID, want, others)
}

func name(m Model) string {
	return map[Model]string{BME280: "BME280", BMP280: "BMP280", BMP180: "BMP180"}[m]
}

// wait is the longest that a reading may take: 16 times each is 113 ms (BME280:
// section 9.1, "Measurement time").
const wait = 500 * time.Millisecond

// open starts periph's driver.
func (o Opts) open(w *link.Watch, start func(*periph.Opts) (*periph.Dev, error)) (*Dev, error) {
	p, err := o.periph()
	if err != nil {
		return nil, w.Errorf("%w", err)
	}
	w.Begin(wait)
	dev, err := start(p)
	if err != nil {
		return nil, w.Wrap(err)
	}
	d := &Dev{dev: dev, watch: w, opts: o}
	if got := dev.String(); len(got) < 6 || got[:6] != name(o.Model) {
		return nil, w.Errorf("this is a %.6s; use its name as chip", got)
	}
	return d, nil
}

// periph translates the options.
func (o Opts) periph() (*periph.Opts, error) {
	var p periph.Opts
	for _, x := range []struct {
		name string
		n    int
		to   *periph.Oversampling
	}{{"temperature", o.Temperature, &p.Temperature}, {"pressure", o.Pressure, &p.Pressure}, {"humidity", o.Humidity, &p.Humidity}} {
		v, ok := map[int]periph.Oversampling{0: periph.Off, 1: periph.O1x, 2: periph.O2x, 4: periph.O4x, 8: periph.O8x, 16: periph.O16x}[x.n]
		if !ok || (x.n == 0 && x.to == &p.Temperature) {
			return nil, fmt.Errorf("%s oversampling %d; use 1, 2, 4, 8 or 16", x.name, x.n)
		}
		*x.to = v
	}
	return &p, nil
}

// String names chip and place.
func (d *Dev) String() string { return string(d.opts.Model) + " at " + d.watch.String() }

// Halt leaves the chip asleep, which it is between readings.
func (d *Dev) Halt() error { return d.watch.Wrap(d.dev.Halt()) }

// MaxRate returns how many readings per second the chip can take in the worst case
// (BME280: section 9.1, "Measurement time"; BMP180: table "Conversion time").
func (d *Dev) MaxRate() float64 {
	o := d.opts
	if o.Model == BMP180 {
		return 1000 / (4.5 + []float64{4.5, 7.5, 13.5, 25.5}[log2(min(o.Pressure, 8))])
	}
	ms := 1.25 + float64(2.3*float64(o.Temperature))
	if o.Pressure > 0 {
		ms += float64(2.3*float64(o.Pressure)) + 0.575
	}
	if o.Humidity > 0 && o.Model == BME280 {
		ms += float64(2.3*float64(o.Humidity)) + 0.575
	}
	return 1000 / ms
}

func log2(n int) int {
	k := 0
	for ; n > 1; n /= 2 {
		k++
	}
	return k
}

// Sense measures once and fills dst: degC, Pa and, for a BME280, %RH. It waits for
// the chip, 10 to 113 ms.
func (d *Dev) Sense(dst []float32) error {
	d.watch.Begin(wait)
	if err := d.dev.Sense(&d.env); err != nil {
		return d.watch.Wrap(err)
	}
	dst[0] = float32(float64(d.env.Temperature-physic.ZeroCelsius) / float64(physic.Kelvin))
	dst[1] = float32(float64(d.env.Pressure) / float64(physic.Pascal))
	if len(dst) > 2 {
		dst[2] = float32(float64(d.env.Humidity) / float64(physic.PercentRH))
	}
	return nil
}
