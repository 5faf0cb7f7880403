//go:build (amd64 || arm64) && !purego && !float64

package kernel

// widenVec is Set.Widen: the last eight overlap those before, which is harmless.
func widenVec(dst []float32, src []F16) {
	n := len(src)
	dst = dst[:n]
	if n < group {
		widen(dst, src)
		return
	}
	widenASM(&dst[0], &src[0], n&^(group-1))
	if n%group != 0 {
		widenASM(&dst[n-group], &src[n-group], group)
	}
}

// narrowVec is Set.Narrow.
func narrowVec(dst []F16, src []float32) {
	n := len(src)
	dst = dst[:n]
	if n < group {
		narrow(dst, src)
		return
	}
	narrowASM(&dst[0], &src[0], n&^(group-1))
	if n%group != 0 {
		narrowASM(&dst[n-group], &src[n-group], group)
	}
}
