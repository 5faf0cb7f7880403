//go:build (amd64 || arm64) && !purego && !float64

package kernel

// The drivers of the updaters' loops, as in drive_rows.go.

// golden is the step of the argument of fixedpoint.Mix in fixedpoint.Rand.
const golden = 0x9E3779B1

func squareVec(q, w []float32) {
	q = q[:len(w)]
	n := whole(len(w))
	if n > 0 {
		squareASM(&q[0], &w[0], n)
	}
	square(q[n:], w[n:])
}

func centreVec(g, h, q, hx []float32, x float32) {
	h, q, hx = h[:len(g)], q[:len(g)], hx[:len(g)]
	n := whole(len(g))
	if n > 0 {
		centreASM(&g[0], &h[0], &q[0], &hx[0], x, n)
	}
	centre(g[n:], h[n:], q[n:], hx[n:], x)
}

func stepVec(w, s, g []float32) {
	s, g = s[:len(w)], g[:len(w)]
	n := whole(len(w))
	if n > 0 {
		stepASM(&w[0], &s[0], &g[0], n)
	}
	step(w[n:], s[n:], g[n:])
}

func stepF16Vec(w []F16, s, g []float32) {
	s, g = s[:len(w)], g[:len(w)]
	n := whole(len(w))
	if n > 0 {
		stepF16ASM(&w[0], &s[0], &g[0], n)
	}
	stepF16(w[n:], s[n:], g[n:])
}

func stepF16DitherVec(w []F16, s, g []float32, key, at uint32) {
	s, g = s[:len(w)], g[:len(w)]
	n := whole(len(w))
	if n > 0 {
		stepF16DitherASM(&w[0], &s[0], &g[0], n, at*golden+key)
	}
	stepF16Dither(w[n:], s[n:], g[n:], key, at+uint32(n))
}

func momentumVec(w, v, s, g []float32, mu float32) {
	v, s, g = v[:len(w)], s[:len(w)], g[:len(w)]
	n := whole(len(w))
	if n > 0 {
		momentumASM(&w[0], &v[0], &s[0], &g[0], mu, n)
	}
	momentum(w[n:], v[n:], s[n:], g[n:], mu)
}

func momentumF16Vec(w, v []F16, s, g []float32, mu float32) {
	v, s, g = v[:len(w)], s[:len(w)], g[:len(w)]
	n := whole(len(w))
	if n > 0 {
		momentumF16ASM(&w[0], &v[0], &s[0], &g[0], mu, n)
	}
	momentumF16(w[n:], v[n:], s[n:], g[n:], mu)
}
