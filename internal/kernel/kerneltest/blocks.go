package kerneltest

import (
	"fmt"
	"reflect"
	"slices"
)

// blockwise lists the functions that go over tensors block by block, and which of their
// arguments those are.
var blockwise = map[string][]int{
	"Add":      {1},
	"Affine":   {0, 1},
	"Deviate":  {1},
	"NormSums": {2, 3},
	"NormGrad": {0, 1, 4},
}

// blocks checks a function over tensors of some blocks, the last of which may be short.
func (c *check) blocks(tensors []int, got, want reflect.Value) error {
	for i := 0; i < 40 && tensors != nil; i++ {
		n := 1 + c.src.IntN(maxLength)
		if i%2 == 0 {
			n = (n + 7) &^ 7
		}
		long := c.src.IntN(11 * n)
		length := func(i int) int {
			if slices.Contains(tensors, i) {
				return long
			}
			return n
		}
		c.src.kind = kind(i % int(kinds))
		if err := c.call(got, want, length, n%offsets); err != nil {
			return fmt.Errorf("blocks of %d in %d, %v numbers: %w", n, long, c.src.kind, err)
		}
	}
	return nil
}
