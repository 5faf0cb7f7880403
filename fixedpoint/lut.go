package fixedpoint

// lut is a function on 512 equal steps of its domain, in Q15: 513 values between
// which lookup interpolates. Each value is moved by half of the error that the
// chord has in the middle of its step, which halves the largest error.
type lut [513]int16

// lookup reads the table at v, where -32768 is the first value and 32768 would be
// the last. The upper 9 bits choose the step and the lower 7 the place in it.
func (t *lut) lookup(v int16) int32 {
	i := 256 + int(v>>7)
	base := int32(t[i])
	slope := int32(t[i+1]) - base
	return base + (slope*int32(v&127)+64)>>7
}
