// Package fixedpoint holds the numbers of edgetune: binary16 and its rounding,
// integers that stand for real numbers, random numbers from a seed and a counter,
// and elementary functions that give the same bits on every machine.
//
//	float32 -> ToF16, ToF16Stochastic, Narrow -> F16 -> FromF16, Widen -> float32
//	float64 -> Affine.Quantize -> int8, int16 -> Multiplier -> int8, int16
//	s_x·s_w/s_y -> Scalar -> Multiplier
//	(seed, step, tensor) -> Key -> Rand(key, i) -> Uniform, Normal, Perm
//	float32 -> Exp Log Log1p Tanh Sigmoid Sin Cos -> float32
//
// Start from [ToF16], [Affine], [Multiplier], [Scalar], [Key] and [Exp].
//
// Nothing here knows a tensor. The functions of package math other than Sqrt,
// Floor, Abs, Frexp and Ldexp are fused on some machines and so differ between
// them; this package replaces those that reach a feature, a loss or a weight.
//
// # Integers that stand for real numbers
//
// An integer q and a scale s stand for the real number s·(q - z), where z, the zero
// point, is the integer that stands for 0 ([Affine]). The step between neighbours is
// s everywhere, so rounding to nearest errs by at most s/2 inside the range, and by
// everything that is cut off outside. Three choices of s and z have names:
//
//	fraction     s = 2^-7, 2^-15, 2^-31, z = 0          Q7 Q15 Q31
//	symmetric    s = peak/127, z = 0                    weights, one s per channel
//	asymmetric   s = (max-min)/255, z anywhere          activations, one s per tensor
//
// A fraction covers [-1, 1): +1 is missing, and -1·-1 saturates. Qm.n means m bits
// before the point and n after it, so Q5.26 covers [-32, 32) in steps of 2^-26.
//
// A linear layer adds products of weights and activations. With z_w = 0
//
//	Σ s_w·w·s_x·(x - z_x) = s_x·s_w·(Σ w·x - z_x·Σ w)
//
// the sum is an integer in units of s_x·s_w, exact as long as it does not overflow:
// 8-bit factors leave 32-bit sums room for 2^16 products, 16 by 8 bits leave 64-bit
// sums room for 2^41. Exact sums do not depend on their order, so tiles, vectors and
// threads all give the same bits.
//
// # From one scale to another
//
// The sum becomes an output in units of s_y by the factor f = s_x·s_w/s_y, a real
// number that is written as M·2^(e-31) with M of 31 bits ([Multiplier]). Multiplying
// by it takes one or two roundings, and there are three ways that programs agree on:
//
//	Double    RDBP(SRDHM(x·2^e, M))         e >= 0: error <= 1/2 (1/2 + 2^(e-1) for e < 0)
//	Single    floor(x·M·2^(e-31) + 1/2)     error <= 1/2
//	Reduced   floor(x·R·2^(e-15) + 1/2)     R = M in 16 bits: error <= 1/2 + |x·f|·2^-15
//
// [SRDHM] and [RDBP] are the two halves of Double, each one instruction of a NEON
// core but for ties of negative numbers. Double and Single differ in about one of 25
// results, by one unit; a net that was calibrated with one gives other bits with the
// other. TensorFlow Lite uses Double for 32-bit sums and Reduced for 64-bit sums,
// and so does edgetune. M itself errs by at most 2^-31 of f.
//
// Results beyond the output's range are clamped: saturation. It is not an error but
// a loss of information, and [Saturation] counts it.
//
// # Scales, lengths and factors
//
// A net in integers has a few real numbers that are no values of it: scales, the length
// of a step, the factor of a row. They span many powers of two, so they are a mantissa and
// an exponent, [Scalar]: 53 bits and 11, each operation rounded to nearest, ties to even.
// That is binary64, and there are two ways to compute it with the same bits:
//
//	Hard    the instructions of a floating-point unit
//	Soft    products and shifts of integers
//
// Soft multiplies the mantissas in 128 bits and keeps the upper 53, with the bits below
// as one that is set where any of them is, which is all that rounding must know; so do
// sums. It divides by a reciprocal of 32 bits (Newton's method), two digits of 28 bits
// each of which may be too small by 4, and what is left over goes into the next. A root
// comes from an inverse root of 32 bits, one correction, and a comparison of squares where
// the result is close to the middle between two numbers. On 64-bit Arm a product takes
// some 25 instructions, a sum 45, a quotient 100 and a root 90; on 32-bit Arm two to three
// times as many. A build for cores without a unit (GOARM=5) takes Soft, others with the
// tag nofloat.
//
// # Rounding at random
//
// A step of learning is often smaller than one unit of a weight. Rounded to nearest,
// all such steps vanish; rounded up with a probability equal to the fraction, their
// mean is exact:
//
//	floor(x·2^-t + u), u uniform in [0, 1)    mean x·2^-t, variance f(1-f) for fraction f
//
// [ShiftStochastic] does so for shifts up to 62. The 32 random bits are spread over
// the whole width of the shift ([Dither]): with 32 bits at the lower end, a shift of
// 40 would add at most 2^-8 of a unit and be floor in disguise. The bits come from
// [Rand], a function of seed, step, tensor and index: nothing is stored, and any
// element can be rounded by any thread.
//
// # Curves
//
//	ExpQ26, ReciprocalQ31      series and Newton's method, 32 bits
//	SoftmaxInt8                from these two; error <= 1 unit of 2^-8
//	SoftmaxInt16               two tables of 513 values; error <= 2 units of 2^-15
//	SoftmaxCE                  probabilities and gradient for learning, Q15
//	SigmoidInt16, TanhInt16    one table of 256 values; error <= 1.5 and 2.5 units of 2^-15
//	Table8                     any function of 8 bits, by its 256 results
//	Sqrt, BitLen               exact
//	Ln                         one binary digit a squaring; error <= 0.6 units of 2^-24
//
// A table with straight lines between its values errs most in the middle of a step,
// by |f″|·h²/8; moving each value by half of that halves the error. The tables are
// checked in, and a test computes them again from their formulas.
package fixedpoint
