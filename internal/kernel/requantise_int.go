package kernel

import "edgetune/fixedpoint"

// Clip is where a tensor in integers must end, and what ending there did. Least and
// Most are of the values after clamping, before the zero point was added.
type Clip struct {
	Zero, Low, High int32 // the zero point; smallest and largest value
	Below, Above    int32 // how many values were clamped at either end
	Least, Most     int32
}

func requantiseInt8(y []int8, sums []int32, m []fixedpoint.Multiplier, c *Clip) {
	requantiseColumns(y, sums, m, c, 0)
}

// requantiseColumns takes the columns of all rows from number from on.
func requantiseColumns(y []int8, sums []int32, m []fixedpoint.Multiplier, c *Clip, from int) {
	for at := 0; at < len(y) && from < len(m); at += len(m) {
		requantiseRow(y[at+from:at+len(m)], sums[at+from:], m[from:], c)
	}
}

func requantiseRow(y []int8, sums []int32, m []fixedpoint.Multiplier, c *Clip) {
	sums, m = sums[:len(y)], m[:len(y)]
	lo, hi := c.Low-c.Zero, c.High-c.Zero
	for i := range y {
		v := m[i].Double(sums[i])
		switch {
		case v < lo:
			v = lo
			c.Below++
		case v > hi:
			v = hi
			c.Above++
		}
		c.Least, c.Most = min(c.Least, v), max(c.Most, v)
		y[i] = int8(v + c.Zero)
	}
}
