package fixedpoint_test

import (
	"fmt"

	"edgetune/fixedpoint"
)

// A temperature of -40 to 85 degrees in 8 bits.
func ExampleAffine() {
	a := fixedpoint.Asymmetric(-40, 85, fixedpoint.Int8)
	q := a.Quantize(21.3, fixedpoint.Int8)
	fmt.Printf("scale %.4f, zero point %d: 21.3 becomes %d, which is %.2f\n", a.Scale, a.Zero, q, a.Real(q))
	// Output: scale 0.4902, zero point -46: 21.3 becomes -3, which is 21.08
}

// A sum in units of 0.02·0.005 becomes an output in units of 0.1.
func ExampleMultiplier() {
	m := fixedpoint.NewMultiplier(0.02 * 0.005 / 0.1)
	fmt.Println(m.M, m.Shift, m.Double(12_345), m.Single(12_345), m.Reduced(12_345))
	// Output: 1099511628 -9 12 12 12
}

// Steps of a tenth of a unit vanish when rounded to nearest, and add up at random.
func ExampleShiftStochastic() {
	key := fixedpoint.Key(1, 0, 0)
	var sum int64
	for i := range uint32(1000) {
		sum += fixedpoint.ShiftStochastic(102, 10, fixedpoint.Rand(key, i)) // 102/1024
	}
	fmt.Println(sum)
	// Output: 86
}
