package op

import "fmt"

// Shape is the size of a tensor: batch, height, width, channels.
type Shape struct{ N, H, W, C int }

// Len returns the number of elements.
func (s Shape) Len() int { return s.N * s.H * s.W * s.C }

func (s Shape) check(what string) error {
	if s.N < 1 || s.H < 1 || s.W < 1 || s.C < 1 {
		return fmt.Errorf("op: %s: shape %v has an empty axis; every axis needs 1 or more", what, s)
	}
	return nil
}

// Span is a range of taps of a window along one axis.
type Span struct{ From, To int }

// Len returns the number of taps.
func (s Span) Len() int { return s.To - s.From }

// Window is what a filter sees of its input.
type Window struct {
	H, W                 int // taps
	StrideH, StrideW     int
	DilationH, DilationW int
	Top, Left            int // padding before the first row and column
}

func (w Window) check(what string) error {
	if w.H < 1 || w.W < 1 || w.StrideH < 1 || w.StrideW < 1 || w.DilationH < 1 || w.DilationW < 1 {
		return fmt.Errorf("op: %s: window %+v: taps, strides and dilations need 1 or more", what, w)
	}
	return nil
}

// Taps says where the window of one output lies: the rows and columns of its taps
// that fall inside the input, and the input position of tap 0.
type Taps struct {
	Rows, Cols Span
	Y, X       int
}

// At returns the taps of output row oy and column ox.
func (w *Window) At(oy, ox int, in Shape) Taps {
	t := Taps{Y: oy*w.StrideH - w.Top, X: ox*w.StrideW - w.Left}
	t.Rows = inside(t.Y, w.DilationH, w.H, in.H)
	t.Cols = inside(t.X, w.DilationW, w.W, in.W)
	return t
}

// Index returns the index of the first channel under tap (ky, kx), within one image
// of shape in.
func (w *Window) Index(t Taps, ky, kx int, in Shape) int {
	return ((t.Y+ky*w.DilationH)*in.W + t.X + kx*w.DilationW) * in.C
}

// inside returns the taps k of 0 … n-1 for which origin + k·step lies in [0, size).
func inside(origin, step, n, size int) Span {
	var s Span
	if origin < 0 {
		s.From = min((step-1-origin)/step, n)
	}
	if origin < size {
		s.To = min((size-1-origin)/step+1, n)
	}
	s.To = max(s.To, s.From)
	return s
}

// Same returns padding before and output size of TensorFlow's "SAME" padding along
// one axis: outputs for every stride-th input.
func Same(size, taps, stride, dilation int) (before, out int) {
	out = (size + stride - 1) / stride
	total := max((out-1)*stride+(taps-1)*dilation+1-size, 0)
	return total / 2, out
}

// Valid returns the output size without padding along one axis.
func Valid(size, taps, stride, dilation int) (out int) {
	return max((size-(taps-1)*dilation-1+stride)/stride, 0)
}
