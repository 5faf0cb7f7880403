//go:build !purego && !float64

package kernel

// Sums over four blocks at a time read and write their vectors once for all four. The
// functions return how many elements they have done.

const few = 4

// fewBlocks is how many blocks of wide elements of n are done so.
func fewBlocks(n, wide int) int {
	if wide == 0 || wide%group != 0 || wide > longest/few {
		return 0
	}
	return n / (few * wide) * few
}

func addFew(y, x []float32) int {
	n := len(y)
	end := fewBlocks(len(x), n) * n
	for at := 0; at < end; at += few * n {
		addFewASM(&y[0], &x[at], n)
	}
	return end
}

func deviateFew(q, x, mean []float32) int {
	n := len(q)
	end := fewBlocks(len(x), n) * n
	for at := 0; at < end; at += few * n {
		deviateFewASM(&q[0], &x[at], &mean[0], n)
	}
	return end
}

func normSumsFew(sum, sumX, dy, x, s, t []float32) int {
	n := len(sum)
	end := fewBlocks(len(dy), n) * n
	for at := 0; at < end; at += few * n {
		normSumsFewASM(&sum[0], &sumX[0], &dy[at], &x[at], &s[0], &t[0], n)
	}
	return end
}

//go:noescape
func addFewASM(y, x *float32, n int)

//go:noescape
func deviateFewASM(q, x, mean *float32, n int)

//go:noescape
func normSumsFewASM(sum, sumX, dy, x, s, t *float32, n int)
