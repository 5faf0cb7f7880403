package kernel

import "edgetune/fixedpoint"

// block is the number of columns that the float16 products widen at a time.
const block = 64

// gemmF16 is the definition of Set.GemmF16. Each block of a row of B is widened
// once for all rows of A; the chain of an output still ascends over p.
func gemmF16(m, n, k int, a []F16, ai, ap int, b []F16, bs int, c []Float, cs int) {
	var wide [block]Float
	for j := 0; j < n; j += block {
		w := min(block, n-j)
		for p := range k {
			widen(wide[:w], b[p*bs+j:][:w])
			for i := range m {
				axpy(c[i*cs+j:][:w], Float(fixedpoint.FromF16(a[i*ai+p*ap])), wide[:w])
			}
		}
	}
}

// gemmTF16 is the definition of Set.GemmTF16.
func gemmTF16(m, n, k int, a []F16, as int, b []F16, bs int, c []Float, cs int) {
	var wide [block]Float
	for j := range n {
		for p := 0; p < k; p += block {
			w := min(block, k-p)
			widen(wide[:w], b[j*bs+p:][:w])
			for i := range m {
				c[i*cs+j] = chainF16(c[i*cs+j], a[i*as+p:][:w], wide[:w])
			}
		}
	}
}

// chainF16 needs no fused operation: the product of two float16 is exact.
func chainF16(acc Float, a []F16, b []Float) Float {
	for p, v := range a {
		acc = Float(Float(fixedpoint.FromF16(v))*b[p]) + acc
	}
	return acc
}
