// Package fixedpoint holds the numbers of edgetune: binary16 and its rounding,
// random numbers from a seed and a counter, and elementary functions that give
// the same bits on every machine.
//
//	float32 -> ToF16, ToF16Stochastic, Narrow -> F16 -> FromF16, Widen -> float32
//	(seed, step, tensor) -> Key -> Rand(key, i) -> Uniform, Normal, Perm
//	float32 -> Exp Log Log1p Tanh Sigmoid Sin Cos -> float32
//
// Start from [ToF16], [Key] and [Exp].
//
// Nothing here knows a tensor. The functions of package math other than Sqrt,
// Floor, Abs, Frexp and Ldexp are fused on some machines and so differ between
// them; this package replaces those that reach a feature, a loss or a weight.
package fixedpoint
