package fixedpoint

// Table8 is any function of one int8 activation: 256 results.
type Table8 [256]int8

// NewTable8 tabulates f between two scales: real numbers in units of in, results
// rounded to units of out. TFLite computes its int8 sigmoid and tanh this way; their
// output scales are 1/256 with zero point -128 and 1/128 with 0.
func NewTable8(in, out Affine, f func(float32) float32) *Table8 {
	t := new(Table8)
	for q := Int8.Min; q <= Int8.Max; q++ {
		y := f(float32(in.Real(q)))
		t[uint8(q)] = int8(out.Quantize(float64(y), Int8))
	}
	return t
}

// Apply writes the function's value of each x into y.
func (t *Table8) Apply(y, x []int8) {
	for i, v := range x {
		y[i] = t[uint8(v)]
	}
}
