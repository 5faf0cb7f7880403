//go:build (amd64 || arm64 || arm) && !purego && !float64

package kernel

import "edgetune/fixedpoint"

// The integer functions in assembly that every machine has; asm/*_int_arm64.S says
// what they do. Strides are in bytes.

//go:noescape
func dotsInt8ASM(sums *int32, x, w *int8, n int, tail *int8, stride, outs, off int)

//go:noescape
func dotsInt16ASM(sums *int64, x, w *int16, n int, tail *int16, stride, outs, off int)

//go:noescape
func outerInt8ASM(acc *int32, stride int, h *int16, outs int, x *int8, n, zero int)

//go:noescape
func gatherInt8ASM(acc *int32, h *int16, outs int, w *int8, stride, n int)

//go:noescape
func outerInt16ASM(acc *int64, stride int, h *int16, outs int, x *int16, n int)

//go:noescape
func gatherInt16ASM(acc *int64, h *int16, outs int, w *int16, stride, n int)

//go:noescape
func mulRowsInt8ASM(acc *int32, as int, h *int16, hs int, w *int8, ws, rows, outs, n int)

//go:noescape
func mulColumnsInt8ASM(acc *int32, as int, h *int16, hs int, x *int8, xs, rows, outs, n int)

//go:noescape
func tapsInt8ASM(acc *int32, x *int8, xs int, w *int8, ws, rows, zero, n int)

//go:noescape
func tapsInt16ASM(acc *int32, h *int16, hs int, x *int8, xs, rows, zero, n int)

//go:noescape
func maskInt8ASM(v *int32, y *int8, zero, n int)

//go:noescape
func requantiseInt8ASM(y *int8, sums *int32, m *fixedpoint.Multiplier, c *Clip, n, stride, rows int)

//go:noescape
func randomsASM(r *uint32, n int, start uint32)

//go:noescape
func receiveIntASM(h *int16, v, rel *int32, r *uint32, e *Exponent, n int)

//go:noescape
func pickInt16ASM(y, x *int16, bits *uint8, flip, n int)

//go:noescape
func joinIntASM(sum, v *int32, mult, shift, n int)

//go:noescape
func centreIntASM(dw, u *int32, m *Mean, n int)

//go:noescape
func momentsIntASM(dw, u *int32, m *Moments, n int)

//go:noescape
func narrowIntASM(v *int16, dw *int32, r *Rounding, n int)

//go:noescape
func sizeInt8ASM(hi, lo *int8, s *Size, n int)

//go:noescape
func moveInt8ASM(hi, lo *int8, v *int16, m *Move, n int)

//go:noescape
func shrinkInt8ASM(hi, lo *int8, n int)

//go:noescape
func deviateInt8ASM(d *int16, x *int8, mean *int16, zero, n int)

//go:noescape
func combineInt16ASM(v, h *int16, count int, d *int16, stride int, r *Rounding, n int)

//go:noescape
func largerInt8ASM(best, x *int8, bits *uint8, n int)

//go:noescape
func randomsPickASM(r *uint32, bits *uint8, n int, start, far uint32)
