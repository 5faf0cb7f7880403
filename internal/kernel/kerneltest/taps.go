package kerneltest

import (
	"fmt"

	"edgetune/internal/kernel"
)

// taps is the signature of the products channel by channel.
type taps = func(g kernel.Taps, y, x []kernel.Float, at int, w []kernel.Float)

// checkTaps compares over random shapes, with strides of both signs.
func (c *check) checkTaps(got, want taps) error {
	for i := range c.cases() {
		c.src.kind = kind(i % int(kinds))
		g, at, size := c.taps(i)
		y := newSlice[kernel.Float](c.src, (max(g.Rows, 1)-1)*g.Y+g.N, c.src.IntN(offsets))
		x := newSlice[kernel.Float](c.src, size, c.src.IntN(offsets))
		w := newSlice[kernel.Float](c.src, (max(g.Count, 1)-1)*g.WTap+g.N, c.src.IntN(offsets))
		y2, x2, w2 := y.clone(), x.clone(), w.clone()
		got(g, y.data, x.data, at, w.data)
		want(g, y2.data, x2.data, at, w2.data)
		for _, d := range []error{y2.diff(y), x2.diff(x), w2.diff(w)} {
			if d != nil {
				return fmt.Errorf("%+v, %v numbers: %w", g, c.src.kind, d)
			}
		}
	}
	return nil
}

// taps draws case i, the place of its first x and the length of x.
func (c *check) taps(i int) (g kernel.Taps, at, size int) {
	r := c.src
	g = kernel.Taps{Rows: r.IntN(7), Count: r.IntN(6), N: 1 + r.IntN(100)}
	switch i % 8 {
	case 0:
		g.Count = 60 + r.IntN(80)
	case 1:
		g.N, g.Rows = 1000+r.IntN(60), 1+r.IntN(40)
	}
	g.Y, g.WTap = g.N+r.IntN(3), g.N*r.IntN(2)
	g.X, g.XTap = g.N*(r.IntN(5)-2), g.N*(r.IntN(5)-2)
	down := max(0, -g.X)*max(0, g.Rows-1) + max(0, -g.XTap)*max(0, g.Count-1)
	up := max(0, g.X)*max(0, g.Rows-1) + max(0, g.XTap)*max(0, g.Count-1)
	return g, down, down + up + g.N
}
