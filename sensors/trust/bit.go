package trust

import "math"

// registerBits is the width of the register that a channel with a step comes from.
const registerBits = 24

// oneBit reports whether x is one flipped bit away from something within tolerance
// of expected: a bit of the sensor's register where its step is known, else a bit
// of the float32 that carried the reading.
func (l *Channel) oneBit(x, expected, tolerance float32) bool {
	if l.Step > 0 {
		return registerBit(x, expected, tolerance, l.Step)
	}
	bits := math.Float32bits(x)
	for i := range 32 {
		if y := math.Float32frombits(bits ^ 1<<i); abs(y-expected) <= tolerance {
			return true
		}
	}
	return false
}

// registerBit looks for a bit that leads from the count of x to one that is near
// enough. A sign takes its weight away instead of adding it.
func registerBit(x, expected, tolerance, step float32) bool {
	code := int64(math.Round(float64(x) / float64(step)))
	near := func(c int64) bool { return abs(float32(float64(c)*float64(step))-expected) <= tolerance }
	for i := range registerBits {
		bit := int64(1) << i
		if near(code^bit) || code < 0 && near(code+bit) || code >= 0 && expected < 0 && near(code-bit) {
			return true
		}
	}
	return false
}
