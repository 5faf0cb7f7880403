package kernel

import "edgetune/fixedpoint"

func square(q, w []Float) {
	q = q[:len(w)]
	for i, v := range w {
		q[i] = Float(v*v) + q[i]
	}
}

func centre(g, h, q, hx []Float, x Float) {
	h, q, hx = h[:len(g)], q[:len(g)], hx[:len(g)]
	for i, v := range g {
		v -= Float(h[i] * x)
		g[i] = v
		q[i] = Float(v*v) + q[i]
		hx[i] = Float(v*x) + hx[i]
	}
}

func step(w, s, g []Float) {
	s, g = s[:len(w)], g[:len(w)]
	for i, v := range w {
		w[i] = v - Float(s[i]*g[i])
	}
}

func stepF16(w []F16, s, g []Float) {
	s, g = s[:len(w)], g[:len(w)]
	for i, h := range w {
		w[i] = fixedpoint.ToF16(fixedpoint.FromF16(h) - float32(s[i]*g[i]))
	}
}

func stepF16Dither(w []F16, s, g []Float, key, at uint32) {
	s, g = s[:len(w)], g[:len(w)]
	for i, h := range w {
		v := fixedpoint.FromF16(h) - float32(s[i]*g[i])
		w[i] = fixedpoint.ToF16Stochastic(v, fixedpoint.Rand(key, at+uint32(i)))
	}
}

func momentum(w, v, s, g []Float, mu Float) {
	v, s, g = v[:len(w)], s[:len(w)], g[:len(w)]
	for i := range w {
		u := Float(mu*v[i]) + Float(s[i]*g[i])
		v[i] = u
		w[i] -= u
	}
}

// momentumF16 rounds v first and moves w by the v that is stored.
func momentumF16(w, v []F16, s, g []Float, mu Float) {
	v, s, g = v[:len(w)], s[:len(w)], g[:len(w)]
	for i := range w {
		u := float32(mu*Float(fixedpoint.FromF16(v[i]))) + float32(Float(s[i]*g[i])*MomentumScale)
		v[i] = fixedpoint.ToF16(min(max(u, -65504), 65504))
		w[i] = fixedpoint.ToF16(fixedpoint.FromF16(w[i]) - float32(fixedpoint.FromF16(v[i])*(1.0/MomentumScale)))
	}
}
