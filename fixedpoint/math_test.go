package fixedpoint

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
)

// function pairs one of ours with the one of package math.
type function struct {
	name   string
	ours   func(float32) float32
	theirs func(float64) float64
	sweep  func(i uint32) float32
	sha256 string // of the results over the sweep, little-endian
}

const sweepLength = 100_000

// patterns walks over all float32: both signs, every exponent, NaN and ±Inf.
func patterns(i uint32) float32 { return math.Float32frombits(i * 42949) }

// near walks evenly over ±a.
func near(a float32) func(uint32) float32 {
	return func(i uint32) float32 {
		return float32(float32(int32(i)-sweepLength/2)*(2*a)) / sweepLength
	}
}

func positive(i uint32) float32 { return math.Float32frombits(i * 21400) }

func functions() []function {
	return []function{{
		"exp", Exp, math.Exp, near(110),
		"af4917259e926db838e144d24564c0acc873896552964160d82662f50da5e639",
	}, {
		"log", Log, math.Log, positive,
		"7c29fb6574cf74b9b023000d405e580f3972b632d0d3f4f20e43ff3fb35dbb6a",
	}, {
		"log1p", Log1p, math.Log1p, near(1.01),
		"27da14974b0d1216842a4f7d26a13f5f6f79c5cc36cbae5a25ed8b33b52158a7",
	}, {
		"tanh", Tanh, math.Tanh, near(11),
		"16f47a2e52a4459a822c462ab7c783c88421dd64becfdd4f33e7f7f56344f002",
	}, {
		"sigmoid", Sigmoid, func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }, near(106),
		"fdb6b9ac2d7e4c1eb48ab85c6c4a9ad163e3b21f530526bb130d88dc7310c4f4",
	}, {
		"sin", Sin, math.Sin, near(1000),
		"ac0f072c9ff4709587e48d2df8c162bb1b70b03c61078e4781d88e4c1deb251b",
	}, {
		"cos", Cos, math.Cos, near(1000),
		"9e53d8baba219b204a818355f08eb2fb3d5d50ba7916943080990a138ef71415",
	}}
}

// ulps counts the float32 between got and want, one apart being 1.
func ulps(got, want float32) int64 {
	order := func(x float32) int64 {
		b := int64(math.Float32bits(x))
		if b&signBit != 0 {
			return signBit - b
		}
		return b
	}
	if got != got || want != want {
		if got != got && want != want {
			return 0
		}
		return math.MaxInt64
	}
	d := order(got) - order(want)
	return max(d, -d)
}

func TestFunctionsAgainstMath(t *testing.T) {
	for _, f := range functions() {
		t.Run(f.name, func(t *testing.T) {
			var off int
			for i := range uint32(sweepLength) {
				for _, x := range []float32{f.sweep(i), patterns(i)} {
					got, want := f.ours(x), float32(f.theirs(float64(x)))
					switch d := ulps(got, want); {
					case d > 1:
						t.Fatalf("%s(%g) = %g, want %g: %d ulp", f.name, x, got, want, d)
					case d == 1:
						off++
					}
				}
			}
			t.Logf("%d of %d results are not the nearest float32", off, 2*sweepLength)
			assert.Less(t, off, 50)
		})
	}
}

func TestFunctionsSameBits(t *testing.T) {
	for _, f := range functions() {
		h := sha256.New()
		for i := range uint32(sweepLength) {
			for _, x := range []float32{f.sweep(i), patterns(i)} {
				_ = binary.Write(h, binary.LittleEndian, math.Float32bits(f.ours(x)))
			}
		}
		assert.Equal(t, f.sha256, hex.EncodeToString(h.Sum(nil)), f.name)
	}
}

func TestFunctionsEdges(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	negZero := math.Copysign(0, -1)
	for _, f := range functions() {
		for _, x := range []float64{0, negZero, inf, -inf, nan, math.SmallestNonzeroFloat32, math.MaxFloat32, -math.MaxFloat32, -1, 1} {
			got, want := f.ours(float32(x)), float32(f.theirs(x))
			if d := ulps(got, want); d > 1 || math.Signbit(float64(got)) != math.Signbit(float64(want)) && want == want {
				t.Errorf("%s(%g) = %g, want %g", f.name, x, got, want)
			}
		}
	}
}

func TestTwoOverPi(t *testing.T) {
	const digits = "3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534211706798214808651"
	pi, _, err := big.ParseFloat(digits, 10, 400, big.ToNearestEven)
	assert.NoError(t, err)
	q := new(big.Float).SetPrec(400).Quo(big.NewFloat(2), pi)
	q.SetMantExp(q, 256)
	n, _ := q.Int(nil)
	for i := 4; i > 0; i-- {
		assert.Equal(t, twoOverPi[i], new(big.Int).And(n, new(big.Int).SetUint64(math.MaxUint64)).Uint64(), i)
		n.Rsh(n, 64)
	}
}

// TestReduceWorst takes the float32 that come closest to multiples of π/2.
func TestReduceWorst(t *testing.T) {
	for _, b := range []uint32{0x3fc90fdb, 0x40490fdb, 0x4a6a8cd0, 0x6f5a1d6a, 0x5ddf1a2b, 0x7f7fffff, 0x73243f06} {
		x := math.Float32frombits(b)
		assert.LessOrEqual(t, ulps(Sin(x), float32(math.Sin(float64(x)))), int64(1), x)
		assert.LessOrEqual(t, ulps(Cos(x), float32(math.Cos(float64(x)))), int64(1), x)
	}
}

func TestSinTurn(t *testing.T) {
	assert.Equal(t, float32(0), SinTurn(0))
	assert.Equal(t, float32(1), SinTurn(1<<30))
	assert.Equal(t, float32(-1), CosTurn(1<<31))
	for i := range uint32(10000) {
		p := Mix(i)
		want := float32(math.Sin(2 * math.Pi * (float64(p) / (1 << 32))))
		if d := ulps(SinTurn(p), want); d > 1 && math.Abs(float64(want)) > 1e-6 {
			t.Fatalf("SinTurn(%#x) = %g, want %g", p, SinTurn(p), want)
		}
	}
}

func BenchmarkExp(b *testing.B) { benchmark(b, Exp) }
func BenchmarkLog(b *testing.B) { benchmark(b, Log) }
func BenchmarkSin(b *testing.B) { benchmark(b, Sin) }

func benchmark(b *testing.B, f func(float32) float32) {
	var sum float32
	i := uint32(1)
	for b.Loop() {
		i = i*golden + 1
		sum += f(Uniform(i) * 8)
	}
	_ = sum
}
