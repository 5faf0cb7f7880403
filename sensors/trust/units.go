package trust

// conversion is a unit that a reading may come in by mistake: the reading is then
// a·x + b instead of x.
type conversion struct {
	unit string
	a, b float32
}

// conversions lists by what a unit is confused with. The factors are exact or
// rounded to float32 (NIST SP 811, appendix B).
func conversions(unit string) []conversion {
	switch unit {
	case "m/s^2":
		return []conversion{{"g", 1 / 9.80665, 0}, {"mg", 1000 / 9.80665, 0}, {"cm/s^2", 100, 0}}
	case "g":
		return []conversion{{"m/s^2", 9.80665, 0}, {"mg", 1000, 0}}
	case "rad/s":
		return []conversion{{"deg/s", 57.29578, 0}, {"mrad/s", 1000, 0}}
	case "deg/s":
		return []conversion{{"rad/s", 1 / 57.29578, 0}, {"mdeg/s", 1000, 0}}
	case "degC":
		return []conversion{{"degF", 1.8, 32}, {"K", 1, 273.15}}
	case "K":
		return []conversion{{"degC", 1, -273.15}, {"degF", 1.8, -459.67}}
	case "%RH", "%":
		return []conversion{{"fraction", 0.01, 0}}
	case "ppm":
		return []conversion{{"%", 1e-4, 0}, {"ppb", 1000, 0}}
	case "kg/kg":
		return []conversion{{"g/kg", 1000, 0}}
	case "lux":
		return []conversion{{"foot-candle", 0.09290304, 0}, {"klux", 1e-3, 0}}
	case "bar":
		return []conversion{{"kPa", 100, 0}, {"hPa", 1000, 0}, {"Pa", 1e5, 0}, {"psi", 14.50377, 0}}
	case "hPa":
		return []conversion{{"Pa", 100, 0}, {"kPa", 0.1, 0}, {"bar", 1e-3, 0}, {"mmHg", 0.7500617, 0}}
	case "Pa":
		return []conversion{{"hPa", 0.01, 0}, {"kPa", 1e-3, 0}, {"bar", 1e-5, 0}}
	case "l/min":
		return []conversion{{"m^3/h", 0.06, 0}, {"l/s", 1.0 / 60, 0}, {"l/h", 60, 0}, {"gal/min", 0.2641721, 0}}
	case "V", "A", "W":
		return []conversion{{"m" + unit, 1000, 0}, {"k" + unit, 1e-3, 0}}
	}
	return nil
}

// scales lists the factors between the full scales that chips offer, and decimal
// slips. A single reading does not tell them from other faults; a window does.
func scales() []conversion {
	list := []conversion{{"10 x", 10, 0}, {"100 x", 100, 0}, {"1000 x", 1000, 0}, {"1/10", 0.1, 0}, {"1/100", 0.01, 0}, {"1/1000", 1e-3, 0}}
	for _, f := range []float32{2, 4, 8, 16} {
		list = append(list, conversion{"full scale", f, 0}, conversion{"full scale", 1 / f, 0})
	}
	return list
}

// undo returns the signature that s would have in the channel's own unit.
func (v conversion) undo(s signature) signature {
	return signature{(s.mean - v.b) / v.a, s.dev / v.a, s.act / v.a}
}
