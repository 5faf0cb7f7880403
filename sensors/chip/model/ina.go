package model

import "math"

// INA2xx is an INA226 or INA219 with a shunt.
type INA2xx struct {
	Words
	Amps, Volts, Ohms float64
}

// NewINA226 returns the chip of the worked example in the data sheet (SBOS547,
// section "Programming the power measurement engine": 10 A through 2 mohm at 11.98 V).
func NewINA226() *INA2xx {
	c := &INA2xx{Amps: 10, Volts: 11.98, Ohms: 0.002}
	c.R[0], c.R[0xfe], c.R[0xff] = 0x4127, 0x5449, 0x2260
	c.ReadOnly = func(reg byte) bool { return (reg >= 1 && reg <= 4) || reg >= 0xfe }
	c.OnRead = func(*Words, byte) { c.update(2.5e-6, 1.25e-3, 0) }
	return c
}

// NewINA219 returns a chip at 0.5 A through 0.1 ohm and 5 V.
func NewINA219() *INA2xx {
	c := &INA2xx{Amps: 0.5, Volts: 5, Ohms: 0.1}
	c.R[0] = 0x399f
	c.ReadOnly = func(reg byte) bool { return reg >= 1 && reg <= 4 }
	c.OnRead = func(*Words, byte) { c.update(10e-6, 4e-3, 3) }
	return c
}

// update computes the results; the bus voltage is shifted in the INA219, and its
// power register has 20 times the weight of current (INA219: SBOS448, section
// "Programming the INA219 power measurement engine").
func (c *INA2xx) update(shuntLSB, busLSB float64, shift int) {
	shunt := int(math.Round(c.Amps * c.Ohms / shuntLSB))
	volts := int(math.Round(c.Volts / busLSB))
	c.R[1], c.R[2] = uint16(int16(shunt)), uint16(volts<<shift)
	if shift == 0 {
		return
	}
	current := shunt * int(c.R[5]) / 4096
	c.R[4] = uint16(int16(current))
	c.R[3] = uint16(current * volts / 5000)
}
