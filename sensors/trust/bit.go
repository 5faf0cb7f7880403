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

// registerBit looks for a bit whose weight is the distance, and that is set in the
// larger of both.
func registerBit(x, expected, tolerance, step float32) bool {
	code := int64(math.Round(float64(x) / float64(step)))
	for i := range registerBits {
		flipped := code ^ 1<<i
		if i == registerBits-1 { // the sign of a shorter register
			continue
		}
		if abs(float32(float64(flipped)*float64(step))-expected) <= tolerance {
			return true
		}
	}
	return false
}
