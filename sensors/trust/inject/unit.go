package inject

// unit is a unit that a driver or a message may give instead: a·x + b.
type unit struct{ a, b float32 }

// likeUnit reports whether y is what x would be in another unit: no judge could tell
// such a fault from a unit change, so it is made as that alone.
func (c *Channel) likeUnit(x, y float32) bool {
	for _, u := range units(c.Unit) {
		if z := float32(u.a*x) + u.b; abs(y-z) <= abs(z)/5+float32(2*u.a*c.Typical) {
			return true
		}
	}
	return false
}

func units(of string) []unit {
	switch of {
	case "m/s^2":
		return []unit{{1 / 9.80665, 0}, {101.97162, 0}}
	case "g":
		return []unit{{9.80665, 0}, {1000, 0}}
	case "rad/s":
		return []unit{{57.29578, 0}}
	case "degC":
		return []unit{{1.8, 32}, {1, 273.15}}
	case "%RH":
		return []unit{{0.01, 0}}
	case "ppm":
		return []unit{{1e-4, 0}, {1000, 0}}
	case "kg/kg":
		return []unit{{1000, 0}}
	case "lux":
		return []unit{{0.09290304, 0}, {1e-3, 0}}
	case "bar":
		return []unit{{100, 0}, {1000, 0}, {1e5, 0}, {14.50377, 0}}
	case "l/min":
		return []unit{{60, 0}, {1.0 / 60, 0}, {0.06, 0}, {0.2641721, 0}}
	case "A", "V":
		return []unit{{1000, 0}}
	}
	return nil
}
