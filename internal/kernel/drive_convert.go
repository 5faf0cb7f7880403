//go:build (amd64 || arm64 || arm) && !purego && !float64

package kernel

// widenVec is Set.Widen: the last eight overlap those before, which is harmless.
func widenVec(dst []float32, src []F16) {
	n := len(src)
	dst = dst[:n]
	if n < group {
		widen(dst, src)
		return
	}
	for i := 0; i < whole(n); i += longest {
		widenASM(&dst[i], &src[i], min(longest, whole(n)-i))
	}
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
	for i := 0; i < whole(n); i += longest {
		narrowASM(&dst[i], &src[i], min(longest, whole(n)-i))
	}
	if n%group != 0 {
		narrowASM(&dst[n-group], &src[n-group], group)
	}
}
