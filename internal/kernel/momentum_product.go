package kernel

// momentumBy makes Set.MomentumProduct or MomentumProductF16 of a product and an update:
// rows of the gradient, as many as there is room for, then what they move. Rows that are
// no whole number of vectors move many at a time, with their rates repeated.
func momentumBy[T any](gemm func(m, n, k int, a []T, ai, ap int, b []T, bs int, c []Float, cs int),
	move func(w, v []T, s, g []Float, mu Float),
) func(m, n, k int, x []T, xs int, dy []T, ds int, w, v []T, s, room []Float, mu Float) {
	return func(m, n, k int, x []T, xs int, dy []T, ds int, w, v []T, s, room []Float, mu Float) {
		if n <= 0 {
			return
		}
		wide := n // weights that move at a time
		if pair := len(room) / (2 * n) &^ 7; n%8 != 0 && pair > 0 {
			wide = n * min(pair, m)
			room, s = room[wide:], repeat(room[:wide], s[:n])
		}
		step := max(1, min(m, len(room)/wide*wide/n))
		for i := 0; i < m; i += step {
			rows := min(step, m-i)
			g := room[:rows*n]
			clear(g)
			gemm(rows, n, k, x[i:], 1, xs, dy, ds, g, n)
			for at := 0; at < len(g); at += wide {
				one := min(wide, len(g)-at)
				move(w[i*n+at:][:one], v[i*n+at:][:one], s, g[at:][:one], mu)
			}
		}
	}
}

// repeat fills dst with copies of s, the first of which it is as long as at least.
func repeat(dst, s []Float) []Float {
	for n := copy(dst, s); n < len(dst); {
		n += copy(dst[n:], dst[:n])
	}
	return dst
}
