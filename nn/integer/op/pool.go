package op

import (
	"fmt"

	"edgetune/fixedpoint"
)

// Pool takes the average or the largest value of each window. Input and output
// have the same scale; padding takes no part.
type Pool[X Value] struct {
	Window  Window
	In, Out Shape
	Range   fixedpoint.Range // of y
}

// Check reports what does not fit together.
func (p *Pool[X]) Check() error {
	if err := p.In.check("pool input"); err != nil {
		return err
	}
	if err := p.Out.check("pool output"); err != nil {
		return err
	}
	if p.In.N != p.Out.N || p.In.C != p.Out.C {
		return fmt.Errorf("op: pool: %v in and %v out: batch and channels must agree", p.In, p.Out)
	}
	return p.Window.check("pool")
}

// Average writes the mean of each window, rounded half away from zero.
func (p *Pool[X]) Average(y, x []X) {
	p.each(y, x, func(x []X, t Taps, c int) int32 {
		sum, n := int64(0), int64(t.Rows.Len()*t.Cols.Len())
		p.visit(x, t, c, func(v X) { sum += int64(v) })
		return int32(Mean(sum, n))
	})
}

// Mean returns sum/n rounded half away from zero, for n of 1 and more; 0 for n = 0.
func Mean(sum, n int64) int64 {
	switch {
	case n == 0:
		return 0
	case sum > 0:
		return (sum + n/2) / n
	}
	return (sum - n/2) / n
}

// Max writes the largest value of each window.
func (p *Pool[X]) Max(y, x []X) {
	p.each(y, x, func(x []X, t Taps, c int) int32 {
		peak := p.Range.Min
		p.visit(x, t, c, func(v X) { peak = max(peak, int32(v)) })
		return peak
	})
}

// each writes the clamped result of f for every window and channel.
func (p *Pool[X]) each(y, x []X, f func(x []X, t Taps, c int) int32) {
	image, at := p.In.H*p.In.W*p.In.C, 0
	for n := range p.In.N {
		for oy := range p.Out.H {
			for ox := range p.Out.W {
				t := p.Window.At(oy, ox, p.In)
				for c := range p.Out.C {
					y[at] = X(p.Range.Clamp(int64(f(x[n*image:(n+1)*image], t, c))))
					at++
				}
			}
		}
	}
}

// visit shows f the values of channel c under the taps.
func (p *Pool[X]) visit(x []X, t Taps, c int, f func(X)) {
	for ky := t.Rows.From; ky < t.Rows.To; ky++ {
		for kx := t.Cols.From; kx < t.Cols.To; kx++ {
			f(x[p.Window.Index(t, ky, kx, p.In)+c])
		}
	}
}
