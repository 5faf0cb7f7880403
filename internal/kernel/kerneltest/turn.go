package kerneltest

import "fmt"

// turn is the signature of the transpositions.
type turn[N Number] = func(dst, src []N, rows, cols int)

// checkTurn compares over random shapes.
func checkTurn[N Number](c *check, got, want turn[N]) error {
	for i := range c.cases() {
		c.src.kind = kind(i % int(kinds))
		rows, cols := c.src.IntN(150), c.src.IntN(40)
		dst := newSlice[N](c.src, rows*cols, c.src.IntN(offsets))
		src := newSlice[N](c.src, rows*cols, c.src.IntN(offsets))
		dst2, src2 := dst.clone(), src.clone()
		got(dst.data, src.data, rows, cols)
		want(dst2.data, src2.data, rows, cols)
		for _, d := range []error{dst2.diff(dst), src2.diff(src)} {
			if d != nil {
				return fmt.Errorf("%d x %d, %v numbers: %w", rows, cols, c.src.kind, d)
			}
		}
	}
	return nil
}
