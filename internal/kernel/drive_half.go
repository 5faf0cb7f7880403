//go:build (amd64 || arm64) && !purego && !float64

package kernel

// The drivers of the loops on the bits of float16, as in drive_rows.go.

func reluF16Vec(y []F16, max F16) {
	n := whole(len(y))
	for i := 0; i < n; i += longest {
		reluF16ASM(&y[i], uint32(max), min(longest, n-i))
	}
	reluF16(y[n:], max)
}

func reluGradF16Vec(dy, y []F16, max F16) {
	dy = dy[:len(y)]
	n := whole(len(y))
	for i := 0; i < n; i += longest {
		reluGradF16ASM(&dy[i], &y[i], uint32(max), min(longest, n-i))
	}
	reluGradF16(dy[n:], y[n:], max)
}

func peakF16Vec(x []F16) F16 {
	n := whole(len(x))
	peak := peakF16(x[n:])
	for i := 0; i < n; i += longest {
		peakF16ASM(&peak, &x[i], min(longest, n-i))
	}
	return peak
}
