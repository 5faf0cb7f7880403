//go:build (amd64 || arm64) && !purego && !float64

package kernel

// The drivers of the updaters' loops, as in drive_rows.go.

func squareVec(q, w []float32) {
	q = q[:len(w)]
	n := whole(len(w))
	for i := 0; i < n; i += longest {
		squareASM(&q[i], &w[i], min(longest, n-i))
	}
	square(q[n:], w[n:])
}

func centreVec(g, h, q, hx []float32, x float32) {
	h, q, hx = h[:len(g)], q[:len(g)], hx[:len(g)]
	n := whole(len(g))
	for i := 0; i < n; i += longest {
		centreASM(&g[i], &h[i], &q[i], &hx[i], x, min(longest, n-i))
	}
	centre(g[n:], h[n:], q[n:], hx[n:], x)
}

func stepVec(w, s, g []float32) {
	s, g = s[:len(w)], g[:len(w)]
	n := whole(len(w))
	for i := 0; i < n; i += longest {
		stepASM(&w[i], &s[i], &g[i], min(longest, n-i))
	}
	step(w[n:], s[n:], g[n:])
}

func stepF16Vec(w []F16, s, g []float32) {
	s, g = s[:len(w)], g[:len(w)]
	n := whole(len(w))
	for i := 0; i < n; i += longest {
		stepF16ASM(&w[i], &s[i], &g[i], min(longest, n-i))
	}
	stepF16(w[n:], s[n:], g[n:])
}

func stepF16DitherVec(w []F16, s, g []float32, key, at uint32) {
	s, g = s[:len(w)], g[:len(w)]
	n := whole(len(w))
	for i := 0; i < n; i += longest {
		stepF16DitherASM(&w[i], &s[i], &g[i], min(longest, n-i), (at+uint32(i))*golden+key)
	}
	stepF16Dither(w[n:], s[n:], g[n:], key, at+uint32(n))
}

func momentumVec(w, v, s, g []float32, mu float32) {
	v, s, g = v[:len(w)], s[:len(w)], g[:len(w)]
	n := whole(len(w))
	for i := 0; i < n; i += longest {
		momentumASM(&w[i], &v[i], &s[i], &g[i], mu, min(longest, n-i))
	}
	momentum(w[n:], v[n:], s[n:], g[n:], mu)
}

func momentumF16Vec(w, v []F16, s, g []float32, mu float32) {
	v, s, g = v[:len(w)], s[:len(w)], g[:len(w)]
	n := whole(len(w))
	for i := 0; i < n; i += longest {
		momentumF16ASM(&w[i], &v[i], &s[i], &g[i], mu, min(longest, n-i))
	}
	momentumF16(w[n:], v[n:], s[n:], g[n:], mu)
}
