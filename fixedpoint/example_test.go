package fixedpoint_test

import (
	"fmt"

	"edgetune/fixedpoint"
)

// A third is rounded to the nearest float16, or to either neighbour by chance.
func ExampleToF16() {
	third := fixedpoint.ToF16(1.0 / 3)
	fmt.Printf("%#04x %v\n", uint16(third), fixedpoint.FromF16(third))

	key := fixedpoint.Key(1, 0, 0) // seed, step, tensor
	for i := range uint32(4) {
		h := fixedpoint.ToF16Stochastic(1.0/3, fixedpoint.Rand(key, i))
		fmt.Printf("%#04x ", uint16(h))
	}
	// Output:
	// 0x3555 0.33325195
	// 0x3555 0x3556 0x3555 0x3556
}
