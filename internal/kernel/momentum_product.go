package kernel

// momentumBy makes Set.MomentumProduct or MomentumProductF16 of a product and an update:
// rows of the gradient, as many as there is room for, then what they move.
func momentumBy[T any](gemm func(m, n, k int, a []T, ai, ap int, b []T, bs int, c []Float, cs int),
	move func(w, v []T, s, g []Float, mu Float),
) func(m, n, k int, x []T, xs int, dy []T, ds int, w, v []T, s, room []Float, mu Float) {
	return func(m, n, k int, x []T, xs int, dy []T, ds int, w, v []T, s, room []Float, mu Float) {
		if n <= 0 {
			return
		}
		for i, step := 0, len(room)/n; i < m; i += step {
			rows := min(step, m-i)
			g := room[:rows*n]
			clear(g)
			gemm(rows, n, k, x[i:], 1, xs, dy, ds, g, n)
			for r := range rows {
				at := (i + r) * n
				move(w[at:][:n], v[at:][:n], s, g[r*n:][:n], mu)
			}
		}
	}
}
