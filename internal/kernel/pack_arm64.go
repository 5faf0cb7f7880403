//go:build !purego && !float64

package kernel

//go:noescape
func widenRowsASM(dst *float32, ds int, src *F16, ss, rows, n int)

//go:noescape
func copyRowsASM(dst *float32, ds int, src *float32, ss, rows, n int)

// widenRows widens rows of n >= group elements; the last eight overlap those before.
func widenRows(dst []float32, ds int, src []F16, ss, rows, n int) {
	widenRowsASM(&dst[0], ds*size32, &src[0], ss*size16, rows, whole(n))
	if n%group != 0 {
		widenRowsASM(&dst[n-group], ds*size32, &src[n-group], ss*size16, rows, group)
	}
}

// copyRows copies them.
func copyRows(dst []float32, ds int, src []float32, ss, rows, n int) {
	copyRowsASM(&dst[0], ds*size32, &src[0], ss*size32, rows, whole(n))
	if n%group != 0 {
		copyRowsASM(&dst[n-group], ds*size32, &src[n-group], ss*size32, rows, group)
	}
}

// turnsB reports that no kernel turns B in registers.
func (p *product[T]) turnsB(*scratch) bool { return false }
