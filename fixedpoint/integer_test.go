package fixedpoint

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// roundShift returns floor(x·2^-e + 1/2) in big arithmetic, or, for away, the same
// with ties away from zero.
func roundShift(x *big.Int, e int, away bool) *big.Int {
	if e <= 0 {
		return new(big.Int).Lsh(x, uint(-e))
	}
	v := new(big.Int).Set(x)
	negative := away && v.Sign() < 0
	if negative {
		v.Neg(v)
	}
	v.Add(v, new(big.Int).Lsh(big.NewInt(1), uint(e-1)))
	v.Rsh(v, uint(e))
	if negative {
		v.Neg(v)
	}
	return v
}

func product(a, b int64) *big.Int { return new(big.Int).Mul(big.NewInt(a), big.NewInt(b)) }

// edges draws integers of all magnitudes, often near a power of two.
func edges(bits int) *rapid.Generator[int64] {
	return rapid.Custom(func(t *rapid.T) int64 {
		x := int64(1) << rapid.IntRange(0, bits-1).Draw(t, "magnitude")
		x += rapid.Int64Range(-2, 2).Draw(t, "near")
		if rapid.Bool().Draw(t, "any") {
			x = rapid.Int64Range(-int64(Abs(x)), int64(Abs(x))).Draw(t, "x")
		}
		if rapid.Bool().Draw(t, "negative") {
			x = -x
		}
		return min(max(x, -1<<bits), 1<<bits-1)
	})
}

func multipliers(lo, hi int) *rapid.Generator[Multiplier] {
	return rapid.Custom(func(t *rapid.T) Multiplier {
		m := rapid.OneOf(rapid.Int32Range(1<<30, math.MaxInt32),
			rapid.SampledFrom([]int32{0, 1 << 30, math.MaxInt32, 0x7FFF0000, 0x7FFEFFFF})).Draw(t, "m")
		return Multiplier{M: m, Shift: rapid.IntRange(lo, hi).Draw(t, "shift")}
	})
}

func TestSRDHM(t *testing.T) {
	assert.EqualValues(t, math.MaxInt32, SRDHM(math.MinInt32, math.MinInt32))
	rapid.Check(t, func(t *rapid.T) {
		a, b := edges(31).Draw(t, "a"), edges(31).Draw(t, "b")
		want := roundShift(product(a, b), 31, false)
		if want.Cmp(big.NewInt(math.MaxInt32)) > 0 {
			want = big.NewInt(math.MaxInt32)
		}
		if got := SRDHM(int32(a), int32(b)); want.Int64() != int64(got) {
			t.Fatalf("SRDHM(%d, %d) = %d, want %v", a, b, got, want)
		}
	})
}

func TestRDBP(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, e := edges(31).Draw(t, "x"), rapid.IntRange(0, 70).Draw(t, "e")
		want := roundShift(big.NewInt(x), e, true)
		if got := RDBP(int32(x), e); want.Int64() != int64(got) {
			t.Fatalf("RDBP(%d, %d) = %d, want %v", x, e, got, want)
		}
	})
}

func TestMultiplierSingle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, m := edges(31).Draw(t, "x"), multipliers(-80, 20).Draw(t, "m")
		want := roundShift(product(x, int64(m.M)), 31-m.Shift, false)
		if got := m.Single(x); want.Int64() != got {
			t.Fatalf("%v.Single(%d) = %d, want %v", m, x, got, want)
		}
	})
}

func TestMultiplierReduced(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, m := edges(47).Draw(t, "x"), multipliers(-80, 8).Draw(t, "m")
		r := min((int64(m.M)+0x8000)>>16, 0x7FFF)
		want := roundShift(product(x, r), 15-m.Shift, false)
		if got := m.Reduced(x); m.Shift <= 15 && want.Int64() != got {
			t.Fatalf("%v.Reduced(%d) = %d, want %v", m, x, got, want)
		}
	})
}

// TestMultiplierDouble bounds the error of the two roundings against the exact
// product: 1/2 for the second, 2^(Shift-1) for the first.
func TestMultiplierDouble(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := multipliers(-31, 7).Draw(t, "m")
		x := edges(31-max(m.Shift, 0)).Draw(t, "x")
		exact := new(big.Rat).SetFrac(product(x, int64(m.M)), big.NewInt(1<<31))
		exact.Mul(exact, new(big.Rat).SetFloat64(math.Ldexp(1, m.Shift)))
		off := new(big.Rat).Sub(exact, new(big.Rat).SetInt64(int64(m.Double(int32(x)))))
		bound := 0.5 + math.Ldexp(0.5, min(m.Shift, 0))
		if m.Shift >= 0 {
			bound = 0.5
		}
		if off.Abs(off).Cmp(new(big.Rat).SetFloat64(bound)) > 0 && m.Double(int32(x)) != math.MaxInt32 {
			t.Fatalf("%v.Double(%d) is off by %v, want at most %g", m, x, off.FloatString(6), bound)
		}
	})
}

func TestNewMultiplier(t *testing.T) {
	for _, f := range []float64{0, -1, math.NaN(), math.Inf(1), math.Inf(-1)} {
		assert.Equal(t, Multiplier{}, NewMultiplier(f))
	}
	assert.Equal(t, Multiplier{M: 1 << 30, Shift: 1}, NewMultiplier(1-0x1p-40))
	rapid.Check(t, func(t *rapid.T) {
		f := math.Ldexp(rapid.Float64Range(0.5, 1).Draw(t, "f"), rapid.IntRange(-60, 60).Draw(t, "e"))
		m := NewMultiplier(f)
		if m.M < 1<<30 || math.Abs(m.Real()-f) > 0x1p-31*f {
			t.Fatalf("%v = %g, want %g", m, m.Real(), f)
		}
	})
}

func TestShiftStochastic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { // a neighbour of the exact value, by the big definition
		x := edges(61).Draw(t, "x")
		shift := rapid.IntRange(1, 70).Draw(t, "shift")
		r := rapid.Uint32().Draw(t, "r")
		s := min(shift, 62)
		dither := new(big.Int).Rsh(new(big.Int).Lsh(big.NewInt(int64(r)), 64), uint(96-s))
		want := dither.Add(dither, big.NewInt(x)).Rsh(dither, uint(s))
		if got := ShiftStochastic(x, shift, r); want.Int64() != got {
			t.Fatalf("%d >> %d with %d = %d, want %v", x, shift, r, got, want)
		}
	})
	assert.EqualValues(t, 7, ShiftStochastic(7, 0, math.MaxUint32))
	assert.EqualValues(t, 7, ShiftStochastic(7, -3, math.MaxUint32))
}

// TestShiftStochasticMean: a shift of 40 must not be floor in disguise.
func TestShiftStochasticMean(t *testing.T) {
	for shift, draws := range map[int]uint32{8: 100_000, 32: 100_000, 33: 100_000, 40: 1_000_000, 62: 100_000} {
		key := Key(1, 2, uint32(shift))
		for _, part := range []float64{-0.75, -0.1, 0.3, 0.5, 0.9} {
			x := int64(math.Ldexp(part, shift))
			var sum int64
			for i := range draws {
				sum += ShiftStochastic(x, shift, Rand(key, i))
			}
			mean := math.Ldexp(float64(x), -shift)
			require.InDelta(t, mean, float64(sum)/float64(draws), 0.01, "shift %d", shift)
		}
	}
}

func TestMultiplierStochastic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := edges(40).Draw(t, "x")
		m := multipliers(-40, 5).Draw(t, "m")
		r := rapid.Uint32().Draw(t, "r")
		reduced := math.Ldexp(float64((int64(m.M)+0x8000)>>16), m.Shift-15) // 17 bits
		exact := new(big.Rat).SetFloat64(reduced)
		exact.Mul(exact, new(big.Rat).SetInt64(x))
		off := new(big.Rat).Sub(exact, new(big.Rat).SetInt64(m.Stochastic(x, r)))
		if off.Abs(off).Cmp(big.NewRat(1, 1)) >= 0 {
			t.Fatalf("%v.Stochastic(%d, %d) is off by %v", m, x, r, off.FloatString(6))
		}
	})
}

func TestFractions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Int16().Draw(t, "a"), rapid.Int16().Draw(t, "b")
		want := min(roundShift(product(int64(a), int64(b)), 15, false).Int64(), math.MaxInt16)
		if got := Q15(a).Mul(Q15(b)); int64(got) != want {
			t.Fatalf("%d·%d = %d, want %d", a, b, got, want)
		}
		if got := ToQ15(Q15(a).Real()); got != Q15(a) {
			t.Fatalf("%d comes back as %d", a, got)
		}
		if got, want := Q15(a).Add(Q15(b)), min(max(int(a)+int(b), -32768), 32767); int(got) != want {
			t.Fatalf("%d+%d = %d, want %d", a, b, got, want)
		}
	})
	assert.Equal(t, Q7(math.MaxInt8), Q7(-128).Mul(-128))
	assert.Equal(t, Q7(math.MinInt8), Q7(-100).Add(-100))
	assert.Equal(t, Q31(math.MaxInt32), Q31(math.MaxInt32).Add(1))
	assert.Equal(t, Q31(1<<29), Q31(1<<30).Mul(1<<30))
	assert.Equal(t, Q7(math.MaxInt8), ToQ7(1))
	assert.Equal(t, Q15(math.MinInt16), ToQ15(math.Inf(-1)))
	assert.Equal(t, Q31(0), ToQ31(math.NaN()))
	assert.Equal(t, -1.0, Q31(math.MinInt32).Real())
	assert.Equal(t, 0.9921875, Q7(math.MaxInt8).Real())
}

func TestAffine(t *testing.T) {
	a := Asymmetric(-1, 3, Int8)
	assert.Equal(t, int32(-64), a.Zero)
	assert.Equal(t, a.Zero, a.Quantize(0, Int8))
	assert.Equal(t, int32(127), a.Quantize(math.Inf(1), Int8))
	assert.Equal(t, int32(-128), a.Quantize(-1e300, Int8))
	assert.Equal(t, a.Zero, a.Quantize(math.NaN(), Int8))
	assert.Equal(t, Affine{Scale: 1}, Asymmetric(0, 0, Int8))
	assert.Equal(t, Affine{Scale: 1}, Symmetric(0, 127))
	assert.Equal(t, Affine{Scale: 0.5}, Symmetric(63.5, 127))
	rapid.Check(t, func(t *rapid.T) {
		lo := rapid.Float64Range(-100, 50).Draw(t, "lo")
		hi := lo + rapid.Float64Range(0.01, 100).Draw(t, "width")
		a := Asymmetric(lo, hi, Int16)
		x := rapid.Float64Range(lo, hi).Draw(t, "x")
		if back := a.Real(a.Quantize(x, Int16)); math.Abs(back-x) > 1.001*a.Scale { // the zero point's rounding may clip half a step
			t.Fatalf("%g comes back as %g, scale %g", x, back, a.Scale)
		}
	})
}

func TestSaturation(t *testing.T) {
	var s Saturation
	assert.Zero(t, s.Fraction())
	for x := int64(-3); x <= 4; x++ {
		assert.Equal(t, min(max(x, -2), 2), s.Clamp(x, -2, 2))
	}
	s.Add(Saturation{Seen: 2, High: 1})
	assert.Equal(t, Saturation{Seen: 10, Low: 1, High: 3}, s)
	assert.InDelta(t, 0.4, s.Fraction(), 1e-15)
}

func TestSqrt(t *testing.T) {
	for _, x := range []uint64{0, 1, 2, 3, 4, 1<<32 - 1, 1 << 32, math.MaxUint64} {
		want := new(big.Int).Sqrt(new(big.Int).SetUint64(x))
		assert.Equal(t, want.Uint64(), uint64(Sqrt(x)), "root of %d", x)
	}
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Uint64().Draw(t, "x") >> rapid.IntRange(0, 63).Draw(t, "shift")
		want := new(big.Int).Sqrt(new(big.Int).SetUint64(x))
		if got := Sqrt(x); uint64(got) != want.Uint64() {
			t.Fatalf("Sqrt(%d) = %d, want %v", x, got, want)
		}
	})
}

func TestBitLen(t *testing.T) {
	for x, want := range map[int64]int{0: 0, 1: 1, -1: 1, 2: 2, -4: 3, math.MaxInt64: 63, math.MinInt64: 64} {
		assert.Equal(t, want, BitLen(x), "%d", x)
	}
	for x, want := range map[int]int{1: 0, 2: 1, 3: 2, 4: 2, 5: 3} {
		assert.Equal(t, want, CeilLog2(x), "%d", x)
	}
}
