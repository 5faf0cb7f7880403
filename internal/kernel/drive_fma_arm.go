//go:build !purego && !float64

package kernel

// Products of float32 on 32-bit Arm, by the fused products of VFPv4.

// chains is how many outputs chainsASM computes side by side.
const chains = 4

//go:noescape
func fmaRowASM(y, x *float32, a float32, n int)

//go:noescape
func fmaASM(y, x, z *float32, n int)

//go:noescape
func chainsASM(c, a, b *float32, stride, k int)

// gemmV7 is Set.Gemm.
func gemmV7(m, n, k int, a []float32, ai, ap int, b []float32, bs int, c []float32, cs int) {
	for i := range m {
		row := c[i*cs:][:n]
		for p := range k {
			fmaRowV7(row, a[i*ai+p*ap], b[p*bs:][:n])
		}
	}
}

func fmaRowV7(y []float32, a float32, x []float32) {
	x = x[:len(y)]
	n := whole(len(y))
	for i := 0; i < n; i += longest {
		fmaRowASM(&y[i], &x[i], a, min(longest, n-i))
	}
	fmaRow(y[n:], a, x[n:])
}

// gemmRunsV7 is Set.GemmRuns.
func gemmRunsV7(m, n, k int, runs []Run, a []float32, ai, ap int, b []float32, bs int, c []float32, cs int) {
	eachRun(gemmV7, m, n, k, runs, a, ai, ap, b, bs, c, cs)
}

// gemmTV7 is Set.GemmT.
func gemmTV7(m, n, k int, a []float32, as int, b []float32, bs int, c []float32, cs int) {
	few := n % chains
	for i := 0; i < m && k > 0; i++ {
		for j := 0; j < n-few; j += chains {
			chainsV7(c[i*cs+j:][:chains], a[i*as:][:k], b[j*bs:][:(chains-1)*bs+k], bs)
		}
	}
	if few > 0 && m > 0 {
		gemmT(m, few, k, a, as, b[(n-few)*bs:], bs, c[n-few:], cs)
	}
}

func chainsV7(c, a, b []float32, bs int) {
	for p := 0; p < len(a); p += longest {
		chainsASM(&c[0], &a[p], &b[p], bs*size32, min(longest, len(a)-p))
	}
}

// fmaV7 is Set.Fma.
func fmaV7(y, x, z []float32) {
	y, z = y[:len(x)], z[:len(x)]
	n := whole(len(x))
	for i := 0; i < n; i += longest {
		fmaASM(&y[i], &x[i], &z[i], min(longest, n-i))
	}
	fma(y[n:], x[n:], z[n:])
}
