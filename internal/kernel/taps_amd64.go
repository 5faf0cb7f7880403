//go:build !purego && !float64

package kernel

import "unsafe"

// Bounds of one call, which cannot be preempted: 6 rows of 393,216 products in all.
const (
	tapSpan = 256 // taps of all runs
	span    = 256 // channels
)

// groups does whole groups of channels, up to six rows of y in registers at a time, as
// a product of matrices does (gemm_amd64.h).
func (g *Taps) groups(runs []Run, y, x, w []float32) {
	deep := max(1, tapSpan/g.Count)
	for ; len(runs) > 0; runs = runs[min(deep, len(runs)):] {
		part := runs[:min(deep, len(runs))]
		for t := 0; t < g.Count; t += tapSpan {
			for j := 0; j < g.N; j += span {
				c := tile{
					n: min(span, g.N-j), each: min(tapSpan, g.Count-t), runs: &part[0], count: len(part),
					a: unsafe.Pointer(&x[0]), ai: g.X * size32, ap: g.XTap * size32, skip: -(t*g.XTap + j) * size32,
					b: unsafe.Pointer(&w[t*g.WTap+j]), bs: g.WTap * size32,
					c: unsafe.Pointer(&y[j]), cs: g.Y * size32,
				}
				c.taps(g.Rows)
			}
		}
	}
}

// taps runs the kernels over all rows.
func (t *tile) taps(rows int) {
	for m := rows; m > 0; {
		r := tileRows(m)
		switch r {
		case 1:
			fmaTaps1(t)
		case 2:
			fmaTaps2(t)
		case 3:
			fmaTaps3(t)
		case 4:
			fmaTaps4(t)
		case 5:
			fmaTaps5(t)
		case 6:
			fmaTaps6(t)
		}
		if m -= r; m > 0 {
			t.skip -= r * t.ai
			t.c = unsafe.Add(t.c, r*t.cs)
		}
	}
}

//go:noescape
func fmaTaps1(t *tile)

//go:noescape
func fmaTaps2(t *tile)

//go:noescape
func fmaTaps3(t *tile)

//go:noescape
func fmaTaps4(t *tile)

//go:noescape
func fmaTaps5(t *tile)

//go:noescape
func fmaTaps6(t *tile)
