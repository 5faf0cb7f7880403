//go:build (amd64 || arm64) && !purego && !float64

package kernel

// The functions in assembly that every machine has. Their lengths n are positive
// multiples of eight (of 16 in sums), strides are in bytes.

// transpose32 turns blocks of 8 rows and 8 columns of src, side by side, to blocks
// of dst, one below the other.
//
//go:noescape
func transpose32(dst *float32, ds int, src *float32, ss, blocks int)

// transpose16 is transpose32 that widens.
//
//go:noescape
func transpose16(dst *float32, ds int, src *F16, ss, blocks int)

// turnHalf is transpose32 of float16.
//
//go:noescape
func turnHalf(dst *F16, ds int, src *F16, ss, blocks int)

//go:noescape
func widenASM(dst *float32, src *F16, n int)

//go:noescape
func narrowASM(dst *F16, src *float32, n int)

//go:noescape
func addASM(y, x *float32, n int)

//go:noescape
func axpyASM(y *float32, a float32, x *float32, n int)

//go:noescape
func fmaASM(y, x, w *float32, n int)

//go:noescape
func scaleASM(y *float32, a float32, n int)

//go:noescape
func affineASM(y, x, s, t *float32, n int)

//go:noescape
func reluASM(y *float32, max float32, n int)

//go:noescape
func reluGradASM(dy, y *float32, max float32, n int)

//go:noescape
func reluF16ASM(y *F16, max uint32, n int)

//go:noescape
func reluGradF16ASM(dy, y *F16, max uint32, n int)

//go:noescape
func peakF16ASM(peak, x *F16, n int)

//go:noescape
func deviateASM(q, x, mean *float32, n int)

//go:noescape
func normSumsASM(sum, sumX, dy, x, s, t *float32, n int)

//go:noescape
func normGradASM(dx, x, s, t, dy, gain *float32, n int)

//go:noescape
func largerASM(best, x *float32, which *uint8, tap uint32, n int)

//go:noescape
func addWhereASM(dx, dy *float32, which *uint8, tap uint32, n int)

//go:noescape
func sumASM(l *[lanes]float32, x *float32, n int)

//go:noescape
func sumSqASM(l *[lanes]float32, x *float32, n int)

//go:noescape
func dotASM(l *[lanes]float32, x, y *float32, n int)

//go:noescape
func squareASM(q, w *float32, n int)

//go:noescape
func centreASM(grad, h, q, hx *float32, x float32, n int)

//go:noescape
func stepASM(w, s, grad *float32, n int)

//go:noescape
func stepF16ASM(w *F16, s, grad *float32, n int)

//go:noescape
func stepF16DitherASM(w *F16, s, grad *float32, n int, start uint32)

//go:noescape
func momentumASM(w, v, s, grad *float32, mu float32, n int)

//go:noescape
func momentumF16ASM(w, v *F16, s, grad *float32, mu float32, n int)
