package kerneltest

import (
	"fmt"

	"edgetune/internal/kernel"
)

// taps is the signature of the products channel by channel.
type taps = func(g kernel.Taps, runs []kernel.Run, y, x, w []kernel.Float)

// checkTaps compares over random shapes, with strides of both signs.
func (c *check) checkTaps(got, want taps) error {
	for i := range c.cases() {
		c.src.kind = kind(i % int(kinds))
		g, at, size := c.taps(i)
		y := newSlice[kernel.Float](c.src, (max(g.Rows, 1)-1)*g.Y+g.N, c.src.IntN(offsets))
		runs, farA, farB := c.runs(i%5, at)
		x := newSlice[kernel.Float](c.src, size+farA, c.src.IntN(offsets))
		w := newSlice[kernel.Float](c.src, (max(g.Count, 1)-1)*g.WTap+g.N+farB, c.src.IntN(offsets))
		y2, x2, w2 := y.clone(), x.clone(), w.clone()
		got(g, runs, y.data, x.data, w.data)
		want(g, runs, y2.data, x2.data, w2.data)
		for _, d := range []error{y2.diff(y), x2.diff(x), w2.diff(w)} {
			if d != nil {
				return fmt.Errorf("%+v, runs %v, %v numbers: %w", g, runs, c.src.kind, d)
			}
		}
	}
	return nil
}

// runs draws n places, in x from element at on, and returns the farthest.
func (c *check) runs(n, at int) (runs []kernel.Run, farA, farB int) {
	for range n {
		r := kernel.Run{A: at + c.src.IntN(100), B: c.src.IntN(100)}
		runs, farA, farB = append(runs, r), max(farA, r.A-at), max(farB, r.B)
	}
	return runs, farA, farB
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
