//go:build ((!amd64 && !arm64) || purego) && !float64

package kernel

import "edgetune/fixedpoint"

// strip is the width and depth of the blocks of B that a quick product widens at a
// time: 4 KiB, which leaves room in the caches of the smallest boards.
const strip = 32

// quick is the scratch of the products of float16 in plain Go.
type quick struct {
	b [strip][strip]float32 // row p, column j
	a [strip]float32
	c [strip]float32
}

// quickGemmF16 is gemmF16 with eight sums in registers.
func quickGemmF16(m, n, k int, a []F16, ai, ap int, b []F16, bs int, c []float32, cs int) {
	var q quick
	for j := 0; j < n; j += strip {
		for p := 0; p < k; p += strip {
			w, d := min(strip, n-j), min(strip, k-p)
			for i := range d {
				quickWiden(q.b[i][:w], b[(p+i)*bs+j:][:w])
			}
			q.rows(m, w, d, a[p*ap:], ai, ap, c[j:], cs)
		}
	}
}

// quickGemmTF16 is gemmTF16 with eight sums in registers.
func quickGemmTF16(m, n, k int, a []F16, as int, b []F16, bs int, c []float32, cs int) {
	var q quick
	for j := 0; j < n; j += strip {
		for p := 0; p < k; p += strip {
			w, d := min(strip, n-j), min(strip, k-p)
			for i := range w {
				q.turn(i, b[(j+i)*bs+p:][:d])
			}
			q.rows(m, w, d, a[p:], as, 1, c[j:], cs)
		}
	}
}

// quickGemmRunsF16 is gemmRunsF16 with eight sums in registers.
func quickGemmRunsF16(m, n, k int, runs []Run, a []F16, ai, ap int, b []F16, bs int, c []float32, cs int) {
	eachRun(quickGemmF16, m, n, k, runs, a, ai, ap, b, bs, c, cs)
}

// turn widens a row of b to column j.
func (q *quick) turn(j int, b []F16) {
	j %= strip
	for p, h := range b {
		if v := &q.b[p%strip][j]; isNormal(h) {
			setNormal(v, h)
		} else {
			*v = fixedpoint.FromF16(h)
		}
	}
}

// rows adds A times the block to w columns of m rows of c.
func (q *quick) rows(m, w, d int, a []F16, ai, ap int, c []float32, cs int) {
	for i := range m {
		for p := range d {
			q.a[p%strip] = fixedpoint.FromF16(a[i*ai+p*ap])
		}
		y := c[i*cs:][:w]
		copy(q.c[:], y)
		for j := 0; j < w; j += 8 {
			q.eight(j, d)
		}
		copy(y, q.c[:])
	}
}

// eight adds d products to each of eight columns: one chain per column, ascending.
// The product of two float16 is exact, so that this equals a fused operation.
func (q *quick) eight(j, d int) {
	j &= strip - 8
	c := q.c[j : j+8 : j+8]
	c0, c1, c2, c3, c4, c5, c6, c7 := c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7]
	for p, a := range q.a[:d] {
		b := q.b[p%strip][j : j+8 : j+8]
		c0 = float32(a*b[0]) + c0
		c1 = float32(a*b[1]) + c1
		c2 = float32(a*b[2]) + c2
		c3 = float32(a*b[3]) + c3
		c4 = float32(a*b[4]) + c4
		c5 = float32(a*b[5]) + c5
		c6 = float32(a*b[6]) + c6
		c7 = float32(a*b[7]) + c7
	}
	c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7] = c0, c1, c2, c3, c4, c5, c6, c7
}
