//go:build !purego && !float64

package kernel

// Updates in float16 on 32-bit Arm: conversions in NEON, the arithmetic between them in Go.

// some is how many numbers are float32 at a time.
const some = 64

// stepF16V7 is Set.StepF16.
func stepF16V7(w []F16, s, g []float32) {
	var wide [some]float32
	for len(w) > 0 {
		n := min(some, len(w))
		widenVec(wide[:n], w[:n])
		step(wide[:n], s, g)
		narrowVec(w[:n], wide[:n])
		w, s, g = w[n:], s[n:], g[n:]
	}
}

// momentumF16V7 is Set.MomentumF16.
func momentumF16V7(w, v []F16, s, g []float32, mu float32) {
	var a, b [some]float32
	for len(w) > 0 {
		n := min(some, len(w))
		widenVec(a[:n], v[:n])
		momentumOf(a[:n], s, g, mu)
		narrowVec(v[:n], a[:n])
		widenVec(a[:n], v[:n])
		widenVec(b[:n], w[:n])
		for i, u := range a[:n] {
			b[i] -= float32(u * (1.0 / MomentumScale))
		}
		narrowVec(w[:n], b[:n])
		w, v, s, g = w[n:], v[n:], s[n:], g[n:]
	}
}

// momentumOf makes the new momentum of the old.
func momentumOf(v, s, g []float32, mu float32) {
	s, g = s[:len(v)], g[:len(v)]
	for i, u := range v {
		u = float32(mu*u) + float32(float32(s[i]*g[i])*MomentumScale)
		v[i] = min(max(u, -65504), 65504)
	}
}
