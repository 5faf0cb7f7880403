package integer

import (
	"fmt"

	"edgetune/fixedpoint"
	"edgetune/nn/integer/op"
)

// avgPool takes the mean of each window, padding aside, rounded half away from zero.
type avgPool[X op.Value, A op.Sum] struct {
	single[X, A]
	stored[A]
	name   string
	window op.Window
	in     op.Shape
	row    []A // gradient of one position
}

func newAvgPool[X op.Value, A op.Sum](in op.Shape, l *Layer) (*avgPool[X, A], error) {
	w, out, err := poolWindow(in, l)
	if err != nil {
		return nil, err
	}
	a := &avgPool[X, A]{name: l.Name, window: w, in: in}
	a.y.shape = out
	return a, nil
}

// poolWindow checks the geometry of a pool.
func poolWindow(in op.Shape, l *Layer) (op.Window, op.Shape, error) {
	w, out := l.window(in)
	if out.H < 1 || out.W < 1 {
		return w, out, fmt.Errorf("kernel %d × %d is longer than the window %d × %d", w.H, w.W, in.H, in.W)
	}
	if w.Top >= w.H || w.Left >= w.W || (out.H-1)*w.StrideH-w.Top >= in.H || (out.W-1)*w.StrideW-w.Left >= in.W {
		return w, out, fmt.Errorf("some windows lie in the padding; pad less than the kernel")
	}
	return w, out, nil
}

func (a *avgPool[X, A]) traits() traits { return traits{} }

func (a *avgPool[X, A]) plan(pl *planning, at *site) {
	if at.learns {
		buffer(pl, &a.g, a.name+".gradient", a.y.shape.Len(), at.grad)
		buffer(pl, &a.row, a.name+".gradient of a position", a.in.C, at.grad)
	}
}

// tapsOf returns the taps of output i of the batch's positions, and where its sample
// begins.
func tapsOf(w *op.Window, in, out op.Shape, i int) (t op.Taps, image int) {
	return w.At(i/out.W%out.H, i%out.W, in), i / (out.H * out.W) * in.H * in.W * in.C
}

func (a *avgPool[X, A]) forward(p *pass) {
	a.y.scale, a.y.zero = a.x.scale, a.x.zero
	out := a.y.shape
	for i := range p.rows * out.H * out.W {
		t, image := tapsOf(&a.window, a.in, out, i)
		for c := range out.C {
			var sum int64
			for ky := t.Rows.From; ky < t.Rows.To; ky++ {
				for kx := t.Cols.From; kx < t.Cols.To; kx++ {
					sum += int64(a.x.v[image+a.window.Index(t, ky, kx, a.in)+c])
				}
			}
			a.y.v[i*out.C+c] = X(op.Mean(sum, int64(t.Rows.Len()*t.Cols.Len())))
		}
	}
}

// backward: a value's gradient is the sum of its windows' over their size, in units
// of a whole window.
func (a *avgPool[X, A]) backward(p *pass) {
	if a.to == nil {
		return
	}
	for left := rounds(a.to); left > 0; left-- {
		a.to.begin(p, a.scale.Div(fixedpoint.Whole(int64(a.window.H*a.window.W))), left > 1)
		for i := range p.rows * a.in.H * a.in.W {
			a.gather(i)
			a.to.put(i*a.in.C, a.row)
		}
		a.to.end()
	}
}

// gather sums the gradient of input position i.
func (a *avgPool[X, A]) gather(i int) {
	clear(a.row)
	w, out := &a.window, a.y.shape
	n, iy, ix := i/(a.in.H*a.in.W), i/a.in.W%a.in.H, i%a.in.W
	for ky := range w.H {
		for kx := range w.W {
			oy, inY := outputOf(iy+w.Top-ky*w.DilationH, w.StrideH, out.H)
			ox, inX := outputOf(ix+w.Left-kx*w.DilationW, w.StrideW, out.W)
			if !inY || !inX {
				continue
			}
			at := (n*out.H+oy)*out.W + ox
			t, _ := tapsOf(w, a.in, out, at)
			valid := int64(t.Rows.Len() * t.Cols.Len())
			for c := range a.row {
				a.row[c] += A(op.Mean(int64(a.g[at*out.C+c])*int64(w.H*w.W), valid))
			}
		}
	}
}
