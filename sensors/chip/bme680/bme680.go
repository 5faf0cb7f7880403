package bme680

import (
	"errors"
	"time"

	"periph.io/x/conn/v3/i2c"

	"edgetune/sensors/bus"
	"edgetune/sensors/chip/link"
)

// Registers (table "Memory map").
const (
	regStatus   = 0x1d // 15 bytes of results from here on
	regHeater   = 0x5a // res_heat_0
	regWait     = 0x64 // gas_wait_0
	regGas0     = 0x70 // ctrl_gas_0: heat_off
	regGas1     = 0x71 // ctrl_gas_1: run_gas, nb_conv
	regHumidity = 0x72
	regMeasure  = 0x74
	regID       = 0xd0
	regReset    = 0xe0
	regVariant  = 0xf0 // 1 in the BME688
)

const (
	identity  = 0x61
	reset     = 0xb6
	forced    = 1
	runGas    = 0x10
	heatOff   = 0x08
	newData   = 0x80 // meas_status_0
	gasValid  = 0x20 // gas_r_lsb
	heaterOK  = 0x10 // gas_r_lsb, heat_stab
	resetTime = 10 * time.Millisecond
)

// ErrHeater is in the chain of errors about a reading whose gas layer was not hot.
var ErrHeater = errors.New("the heater did not reach its temperature; raise heater_ms")

// Dev is an open chip.
type Dev struct {
	link    *link.Link
	cal     *calibration
	measure byte // ctrl_meas
	gas     bool
	wait    time.Duration
	raw     [15]byte
}

// NewI2C opens a chip at 0x76 or 0x77, resets it and sets the heater.
func NewI2C(b i2c.Bus, addr uint16, o *Opts) (*Dev, error) {
	d := &Dev{link: link.I2C("sensors/chip/bme680", b, addr), gas: o.HeaterC > 0}
	t, p, h, err := o.check()
	if err != nil {
		return nil, d.link.Errorf("%w", err)
	}
	if err := d.identify(); err != nil {
		return nil, err
	}
	if d.cal, err = readCalibration(d.link); err != nil {
		return nil, err
	}
	d.measure = t<<5 | p<<2 | forced
	d.wait = duration(o)
	settings := []link.Setting{{Reg: regHumidity, Value: h}, {Reg: regGas0, Value: heatOff}, {Reg: regGas1, Value: 0}}
	if d.gas {
		settings = []link.Setting{
			{Reg: regHumidity, Value: h},
			{Reg: regHeater, Value: d.cal.heater(float64(o.HeaterC), float64(o.AmbientC))},
			{Reg: regWait, Value: waitCode(o.HeaterMs)},
			{Reg: regGas0, Value: 0},
			{Reg: regGas1, Value: runGas},
		}
	}
	return d, d.link.SetAll(settings)
}

// identify checks the chip and resets it.
func (d *Dev) identify() error {
	err := d.link.Expect(regID, identity, map[byte]string{
		0x60: `this is a BME280, use chip "bme280"`, 0x58: `this is a BMP280, use chip "bmp280"`,
		0x55: `this is a BMP180, use chip "bmp180"`,
	})
	if err != nil {
		return err
	}
	if err := d.link.Write(regReset, reset); err != nil {
		return err
	}
	time.Sleep(resetTime)
	v, err := d.link.Byte(regVariant)
	if err == nil && v == 1 {
		err = d.link.Errorf("this is a BME688, whose gas converter differs; it has no driver here")
	}
	return err
}

// duration is the time of a measurement: 1963 µs for each reading, the switching
// between the sensors, 5 of 477 µs for gas, and the heating, as in Bosch's driver.
func duration(o *Opts) time.Duration {
	us := 1963*(o.Temperature+o.Pressure+o.Humidity) + 477*4 + 477*5 + 1000
	if o.HeaterC > 0 {
		code := waitCode(o.HeaterMs)
		us += 1000 * (int(code&63) << (2 * (code >> 6)))
	}
	return time.Duration(us) * time.Microsecond
}

// String names chip and place.
func (d *Dev) String() string { return "bme680 at " + d.link.String() }

// Halt does nothing: the chip sleeps between readings.
func (d *Dev) Halt() error { return nil }

// Channels returns the names of the values.
func (d *Dev) Channels() []string { return d.cut("temperature", "pressure", "humidity", "gas") }

// Units returns the units of the values.
func (d *Dev) Units() []string { return d.cut("degC", "Pa", "%RH", "ohm") }

func (d *Dev) cut(all ...string) []string {
	if d.gas {
		return all
	}
	return all[:3]
}

// MaxRate returns how many readings per second it can take.
func (d *Dev) MaxRate() float64 { return float64(time.Second) / float64(d.wait+10*time.Millisecond) }

// Sense measures once: degC, Pa, %RH and, with the heater on, ohm. It waits for the
// chip and allocates nothing.
func (d *Dev) Sense(dst []float32) error {
	if err := d.link.Write(regMeasure, d.measure); err != nil {
		return err
	}
	time.Sleep(d.wait)
	for range 5 {
		if err := d.link.Read(regStatus, d.raw[:]); err != nil {
			return err
		}
		if d.raw[0]&newData != 0 {
			return d.convert(dst)
		}
		time.Sleep(10 * time.Millisecond)
	}
	return d.link.Errorf("%w: the measurement does not end; check the supply", bus.ErrTimeout)
}

// convert compensates the results: press at 0x1F, temp at 0x22, hum at 0x25, gas_r at
// 0x2A.
func (d *Dev) convert(dst []float32) error {
	r := d.raw
	fine := d.cal.temperature(float64(int(r[5])<<12 | int(r[6])<<4 | int(r[7])>>4))
	dst[0] = float32(fine / 5120)
	dst[1] = float32(d.cal.pressure(float64(int(r[2])<<12|int(r[3])<<4|int(r[4])>>4), fine))
	dst[2] = float32(d.cal.humidity(float64(int(r[8])<<8|int(r[9])), fine))
	if !d.gas {
		return nil
	}
	if r[14]&(gasValid|heaterOK) != gasValid|heaterOK {
		return d.link.Errorf("%w", ErrHeater)
	}
	dst[3] = float32(d.cal.gas(float64(int(r[13])<<2|int(r[14])>>6), r[14]&15))
	return nil
}
