package fixedpoint

// Sigmoid returns 1/(1+e^-x): 0 below -103.98, 1 above 17.4, NaN for NaN.
func Sigmoid(x float32) float32 {
	switch {
	case x != x:
		return nan()
	case x < minExp:
		return 0
	case x > 20:
		return 1
	}
	return float32(1 / (1 + exp64(-float64(x))))
}

// Tanh returns the hyperbolic tangent of x: ±1 beyond ±9.02, NaN for NaN, and
// -0 for -0.
func Tanh(x float32) float32 {
	z := float64(x)
	switch {
	case x != x:
		return nan()
	case x > 10:
		return 1
	case x < -10:
		return -1
	case x > -0x1p-10 && x < 0x1p-10: // x - x³/3 + 2x⁵/15, the rest is below 2^-60·x
		w := z * z
		return float32(z * (1 + float64(w*(float64(w*(2.0/15))-1.0/3))))
	}
	e := exp64(2 * z)
	return float32((e - 1) / (e + 1))
}
