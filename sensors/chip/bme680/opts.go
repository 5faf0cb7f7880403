package bme680

import "fmt"

// Opts says how to measure. Oversampling averages 1, 2, 4, 8 or 16 readings.
type Opts struct {
	Temperature int `conf:"temperature" means:"oversampling"`
	Pressure    int `conf:"pressure" means:"oversampling"`
	Humidity    int `conf:"humidity" means:"oversampling"`
	HeaterC     int `conf:"heater_c" means:"degC of the gas layer, 200 to 400; 0 leaves gas out"`
	HeaterMs    int `conf:"heater_ms" means:"how long it is heated, 1 to 4032 ms"`
	AmbientC    int `conf:"ambient_c" means:"degC of the air that the heater is set for"`
}

// DefaultOpts heats to 320 degC for 150 ms, as Bosch's example does.
var DefaultOpts = Opts{Temperature: 8, Pressure: 4, Humidity: 2, HeaterC: 320, HeaterMs: 150, AmbientC: 25}

// code is the field osrs of an oversampling (table "osrs_x settings").
func code(n int) (byte, bool) {
	c, ok := map[int]byte{1: 1, 2: 2, 4: 3, 8: 4, 16: 5}[n]
	return c, ok
}

// check returns the oversampling codes.
func (o Opts) check() (t, p, h byte, err error) {
	t, okT := code(o.Temperature)
	p, okP := code(o.Pressure)
	h, okH := code(o.Humidity)
	switch {
	case !okT || !okP || !okH:
		err = fmt.Errorf("oversampling %d, %d, %d; use 1, 2, 4, 8 or 16", o.Temperature, o.Pressure, o.Humidity)
	case o.HeaterC != 0 && (o.HeaterC < 200 || o.HeaterC > 400):
		err = fmt.Errorf("heater_c %d; use 200 to 400, or 0", o.HeaterC)
	case o.HeaterC != 0 && (o.HeaterMs < 1 || o.HeaterMs > 4032):
		err = fmt.Errorf("heater_ms %d; use 1 to 4032", o.HeaterMs)
	case o.AmbientC < -40 || o.AmbientC > 85:
		err = fmt.Errorf("ambient_c %d; use -40 to 85", o.AmbientC)
	}
	return t, p, h, err
}

// waitCode is gas_wait: 6 bits of ms and a factor of 1, 4, 16 or 64 (section 5.3.3.3).
func waitCode(ms int) byte {
	factor := 0
	for ms > 63 {
		ms, factor = (ms+3)/4, factor+1
	}
	return byte(factor<<6 | ms)
}
