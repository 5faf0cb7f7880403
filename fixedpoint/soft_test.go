package fixedpoint

import (
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// real64 draws numbers of all sizes whose products and quotients are in range: with few
// bits, with many, and neighbours of such.
func real64() *rapid.Generator[float64] {
	return rapid.Custom(func(t *rapid.T) float64 {
		bits := rapid.Uint64().Draw(t, "bits")
		keep := rapid.IntRange(0, 52).Draw(t, "zeros")
		f := (bits>>keep<<keep + rapid.Uint64Range(0, 2).Draw(t, "more") - 1) & (1<<52 - 1)
		e := uint64(rapid.IntRange(1023-400, 1023+400).Draw(t, "exponent"))
		if rapid.IntRange(0, 3).Draw(t, "near") > 0 {
			e = 1023 + e%60 - 30
		}
		if rapid.IntRange(0, 30).Draw(t, "zero") == 0 {
			f, e = 0, 0
		}
		return math.Float64frombits(bits&(1<<63) | e<<52 | f)
	})
}

// TestSoft: integers give the bits of a floating-point unit.
func TestSoft(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, y := real64().Draw(t, "x"), real64().Draw(t, "y")
		a, b := Hard(x), Hard(y)
		c, d := a.soft(), b.soft()
		same := func(what string, want Hard, got Soft) {
			if got.Bits() != want.Bits() {
				t.Fatalf("%s of %x and %x: %x, want %x", what, x, y, got.Float64(), want)
			}
		}
		same("sum", a.Add(b), c.Add(d))
		same("difference", a.Sub(b), c.Sub(d))
		same("product", a.Mul(b), c.Mul(d))
		if y != 0 {
			same("quotient", a.Div(b), c.Div(d))
		}
		same("root", Hard(math.Abs(x)).Sqrt(), Hard(math.Abs(x)).soft().Sqrt())
		k := rapid.IntRange(-500, 500).Draw(t, "k")
		same("power", Hard(math.Ldexp(x, k)), c.Times2(k))
		same("power", a.Times2(k), c.Times2(k))
		if a.Less(b) != c.Less(d) || float64(a.Min(b)) != c.Min(d).Float64() || float64(a.Max(b)) != c.Max(d).Float64() {
			t.Fatalf("order of %x and %x", x, y)
		}
		if a.Floor() != c.Floor() || a.Round() != c.Round() || a.Positive() != c.Positive() {
			t.Fatalf("integers of %x", x)
		}
		if size := math.Abs(x); 0x1p-126 < size && size < 0x1p127 && (a.Short() != c.Short() || softLong(c.Short()).Float64() != float64(float32(x))) {
			t.Fatalf("float32 of %x", x)
		}
	})
}

// TestSoftAndIntegers compares with mathematics.
func TestSoftAndIntegers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64().Draw(t, "n") >> rapid.IntRange(0, 62).Draw(t, "shift")
		require.Equal(t, float64(n), softWhole(n).Float64())
		x := real64().Draw(t, "x")
		a := Hard(x).soft()
		require.Equal(t, int64(math.Floor(min(max(x, -1<<62), 1<<62))), a.Floor())
		_, e := math.Frexp(x)
		require.Equal(t, e, a.Exponent())
		if bits := rapid.IntRange(1, 62).Draw(t, "bits"); x > 0 {
			m, e := a.Mantissa(bits)
			require.Equal(t, bits, BitLen(m))
			want := new(big.Float).SetMantExp(big.NewFloat(x), bits-e)
			off, _ := want.Sub(new(big.Float).SetInt64(m), want).Float64()
			require.True(t, -0.5 < off && off <= 0.5, "%x in %d bits: %d, e %d: off by %g", x, bits, m, e, off)
		}
	})
}

// TestRootNearTheMiddle: the squares of numbers half-way between two, rounded, have roots
// that are hardest to round.
func TestRootNearTheMiddle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		middle := new(big.Float).SetPrec(54).SetUint64(rapid.Uint64Range(1<<53, 1<<54-1).Draw(t, "bits") | 1)
		x, _ := new(big.Float).Mul(middle, middle).Float64()
		x = math.Float64frombits(math.Float64bits(x) + rapid.Uint64Range(0, 2).Draw(t, "more") - 1)
		if got := Hard(x).soft().Sqrt().Float64(); got != math.Sqrt(x) {
			t.Fatalf("root of %x: %x, want %x", x, got, math.Sqrt(x))
		}
	})
}

func TestSoftEnds(t *testing.T) {
	most, least, two := Hard(math.MaxFloat64).soft(), softPower(-1022), softWhole(2)
	assert.Equal(t, most, most.Mul(two))
	assert.Equal(t, most, most.Add(most))
	assert.Equal(t, most, most.Times2(1))
	assert.Equal(t, -math.MaxFloat64, most.Mul(softWhole(-2)).Float64())
	assert.Zero(t, least.Div(two))
	assert.Zero(t, least.Times2(-1))
	assert.Zero(t, least.Mul(least))
	assert.Equal(t, most, two.Div(0))
	assert.Zero(t, softWhole(-4).Sqrt())
	assert.Equal(t, int64(1<<62), most.Floor())
	assert.Equal(t, int64(-1<<62), softWhole(-1).Mul(most).Floor())
	assert.Equal(t, Multiplier{}, softWhole(-3).Multiplier())
	for f, want := range map[float64]bool{1: true, 0x1p-1022: true, math.MaxFloat64: true, 0: false, -1: false, math.Inf(1): false, math.NaN(): false} {
		assert.Equal(t, want, Hard(f).soft().Positive(), "%g", f)
		assert.Equal(t, want, Hard(f).Positive(), "%g", f)
	}
}

// TestLn compares with mathematics.
func TestLn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Uint64Min(1).Draw(t, "x")
		require.InDelta(t, math.Log(float64(x))*(1<<24), float64(Ln(x)), 0.6)
	})
}
