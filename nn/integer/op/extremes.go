package op

import "fmt"

// Extremes writes the larger or the smaller of two tensors of the same scale,
// element by element. An axis of length 1 is repeated along that of the other.
type Extremes[X Value] struct{ A, B Shape }

// Check reports what does not fit together.
func (e *Extremes[X]) Check() error {
	if err := e.A.check("minimum, maximum"); err != nil {
		return err
	}
	if err := e.B.check("minimum, maximum"); err != nil {
		return err
	}
	fits := func(a, b int) bool { return a == b || a == 1 || b == 1 }
	if !fits(e.A.N, e.B.N) || !fits(e.A.H, e.B.H) || !fits(e.A.W, e.B.W) || !fits(e.A.C, e.B.C) {
		return fmt.Errorf("op: minimum, maximum: shapes %v and %v do not broadcast", e.A, e.B)
	}
	return nil
}

// Out returns the shape of y.
func (e *Extremes[X]) Out() Shape {
	return Shape{max(e.A.N, e.B.N), max(e.A.H, e.B.H), max(e.A.W, e.B.W), max(e.A.C, e.B.C)}
}

// Max writes the larger values into y.
func (e *Extremes[X]) Max(y, a, b []X) { e.each(y, a, b, func(a, b X) X { return max(a, b) }) }

// Min writes the smaller values into y.
func (e *Extremes[X]) Min(y, a, b []X) { e.each(y, a, b, func(a, b X) X { return min(a, b) }) }

func (e *Extremes[X]) each(y, a, b []X, f func(a, b X) X) {
	out, i := e.Out(), 0
	for n := range out.N {
		for h := range out.H {
			for w := range out.W {
				for c := range out.C {
					y[i] = f(a[e.A.repeated(n, h, w, c)], b[e.B.repeated(n, h, w, c)])
					i++
				}
			}
		}
	}
}

// repeated returns the index of an element, with axes of length 1 repeated.
func (s Shape) repeated(n, h, w, c int) int {
	return ((n%s.N*s.H+h%s.H)*s.W+w%s.W)*s.C + c%s.C
}
