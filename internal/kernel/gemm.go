package kernel

// gemm is the definition of Set.Gemm.
func gemm(m, n, k int, a []Float, ai, ap int, b []Float, bs int, c []Float, cs int) {
	for i := range m {
		row := c[i*cs:][:n]
		for p := range k {
			fmaRow(row, a[i*ai+p*ap], b[p*bs:][:n])
		}
	}
}

// gemmT is the definition of Set.GemmT.
func gemmT(m, n, k int, a []Float, as int, b []Float, bs int, c []Float, cs int) {
	for i := range m {
		for j := range n {
			c[i*cs+j] = fmaChain(c[i*cs+j], a[i*as:][:k], b[j*bs:][:k])
		}
	}
}

func fmaRow(y []Float, a Float, x []Float) {
	for j, v := range x {
		y[j] = FMA(a, v, y[j])
	}
}

func fmaChain(acc Float, a, b []Float) Float {
	for p, v := range a {
		acc = FMA(v, b[p], acc)
	}
	return acc
}
