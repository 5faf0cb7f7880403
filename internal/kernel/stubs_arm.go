//go:build !purego && !float64

package kernel

// The functions in assembly for float16; asm/*_arm.S says what they do. Their lengths n
// are positive multiples of eight, strides are in bytes.

//go:noescape
func gemmRows(t *tile)

//go:noescape
func gemmColumns(t *tile)

//go:noescape
func transpose16(dst *float32, ds int, src *F16, ss, blocks int)

//go:noescape
func widenASM(dst *float32, src *F16, n int)

//go:noescape
func widenRowsASM(dst *float32, ds int, src *F16, ss, rows, n int)

//go:noescape
func narrowASM(dst *F16, src *float32, n int)

//go:noescape
func leastASM(least *uint32, c *float32, n int)
