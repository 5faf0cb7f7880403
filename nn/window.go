package nn

import "fmt"

// window is the geometry of a convolution or pooling: input [h × w × c], kernel
// kh × kw, output [oh × ow]. A 1-D layer has h = kh = 1.
type window struct {
	h, w, c   int
	kh, kw    int
	sy, sx    int
	dy, dx    int // dilation
	top, left int
	oh, ow    int
	flat      bool
}

// newWindow checks the sizes. A [time × channel] input is one row of time.
func newWindow(in Shape, s NodeSpec) (g window, err error) {
	one := func(v [2]int) [2]int { return [2]int{max(v[0], 1), max(v[1], 1)} }
	stride, dil := one(s.Stride), one(s.Dilation)
	g = window{kh: max(s.Kernel[0], 1), kw: s.Kernel[1], sy: stride[0], sx: stride[1], dy: dil[0], dx: dil[1], flat: kinds[s.Kind].flat}
	switch {
	case g.flat && len(in) == 2:
		g.h, g.w, g.c = 1, in[0], in[1]
	case !g.flat && len(in) == 3:
		g.h, g.w, g.c = in[0], in[1], in[2]
	case !g.flat && len(in) == 2:
		g.h, g.w, g.c = in[0], in[1], 1
	default:
		return g, fmt.Errorf("input %v does not fit; a 1-D layer reads time x channel, a 2-D one y x x x channel", in)
	}
	if !fits(maxTaps, g.kh, g.kw) || !fits(maxTaps, g.kh, g.dy) || !fits(maxTaps, g.kw, g.dx) {
		return g, fmt.Errorf("kernel %dx%d with dilation %dx%d is too long", g.kh, g.kw, g.dy, g.dx)
	}
	var bottom, right int
	g.top, bottom = padding(s.Pad, g.h, g.kh, g.sy, g.dy, s.Pad.Top, s.Pad.Bottom)
	g.left, right = padding(s.Pad, g.w, g.kw, g.sx, g.dx, s.Pad.Left, s.Pad.Right)
	g.oh = (g.h+g.top+bottom-(g.kh-1)*g.dy-1)/g.sy + 1
	g.ow = (g.w+g.left+right-(g.kw-1)*g.dx-1)/g.sx + 1
	if g.h+g.top+bottom <= (g.kh-1)*g.dy || g.w+g.left+right <= (g.kw-1)*g.dx {
		return g, fmt.Errorf("kernel %s is longer than the window %v; shorten the kernel or widen the window", pairString([2]int{g.kh, g.kw}, g.flat), in)
	}
	return g, nil
}

// maxTaps bounds a kernel: its taps, and its length with dilation.
const maxTaps = 1 << 22

// newPool is newWindow for layers that need a value in every window.
func newPool(in Shape, s NodeSpec) (window, error) {
	g, err := newWindow(in, s)
	if err == nil && (g.top >= g.kh || g.left >= g.kw || (g.oh-1)*g.sy-g.top >= g.h || (g.ow-1)*g.sx-g.left >= g.w) {
		err = fmt.Errorf("some windows lie in the padding; pad less than the kernel")
	}
	return g, err
}

// padding returns the zeros before and after one axis.
func padding(p Padding, size, kernel, stride, dilation, before, after int) (int, int) {
	if !p.Same {
		return before, after
	}
	out := (size + stride - 1) / stride
	total := max(0, (out-1)*stride+(kernel-1)*dilation+1-size)
	return total / 2, total - total/2
}

// shape is the output with c channels.
func (g *window) shape(c int) Shape {
	if g.flat {
		return Shape{g.ow, c}
	}
	return Shape{g.oh, g.ow, c}
}

// joinRows makes one long row of the map where no window crosses a row's end: a
// pointwise layer.
func (g *window) joinRows() {
	if g.kh*g.kw == 1 && g.sy*g.sx == 1 && g.oh == g.h && g.ow == g.w {
		g.h, g.w, g.oh, g.ow = 1, g.h*g.w, 1, g.oh*g.ow
	}
}

// positions is the number of outputs of one channel and sample.
func (g *window) positions() int { return g.oh * g.ow }

// rowOf returns the input row that tap ky of output row oy reads.
func (g *window) rowOf(oy, ky int) (int, bool) {
	y := oy*g.sy + ky*g.dy - g.top
	return y, y >= 0 && y < g.h
}

// columns returns the outputs [lo, hi) within [from, to) whose tap kx lies inside
// the input.
func (g *window) columns(kx, from, to int) (int, int) {
	at := kx*g.dx - g.left // input column of output 0
	lo, hi := from, to
	if at < 0 {
		lo = max(lo, (-at+g.sx-1)/g.sx)
	}
	if last := g.w - 1 - at; last < 0 {
		hi = lo
	} else {
		hi = min(hi, last/g.sx+1)
	}
	return lo, max(lo, hi)
}

// interior returns the outputs [lo, hi) of a row all of whose taps lie inside.
func (g *window) interior() (int, int) {
	lo, _ := g.columns(0, 0, g.ow)
	_, hi := g.columns(g.kw-1, 0, g.ow)
	return min(lo, hi), hi
}
