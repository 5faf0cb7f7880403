package kernel_test

import (
	"math"
	"math/big"
	"testing"

	"edgetune/internal/kernel"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

// bigDot is the sum of products in big arithmetic.
func bigDot[X, W int8 | int16](x []X, w []W, zero int64) *big.Int {
	sum := new(big.Int)
	for i := range w {
		sum.Add(sum, big.NewInt((int64(x[i])-zero)*int64(w[i])))
	}
	return sum
}

func slices8(n int) *rapid.Generator[[]int8] {
	return rapid.SliceOfN(rapid.Int8Range(math.MinInt8, math.MaxInt8), n, n)
}

func slices16(n int) *rapid.Generator[[]int16] {
	return rapid.SliceOfN(rapid.Int16Range(math.MinInt16, math.MaxInt16), n, n)
}

func TestDotInt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 257).Draw(t, "n")
		x, w, x16, w16 := slices8(n).Draw(t, "x"), slices8(n).Draw(t, "w"), slices16(n).Draw(t, "x16"), slices16(n).Draw(t, "w16")
		same := func(what string, want *big.Int, got int64) {
			if want.Int64() != got {
				t.Fatalf("%s = %d, want %v", what, got, want)
			}
		}
		same("int8", bigDot(x, w, 0), int64(kernel.DotInt8(x, w)))
		same("int16x8", bigDot(x16, w, 0), kernel.DotInt16x8(x16, w))
		same("int16", bigDot(x16, w16, 0), kernel.DotInt16(x16, w16))
		same("by the sum of w", bigDot(x, w, -37), int64(kernel.DotInt8(x, w)+37*kernel.SumInt8(w)))
	})
}

func TestMulAddInt(t *testing.T) {
	set := kernel.Generic()
	x, w, h, x16 := []int8{-128, 127, 3}, []int8{-128, 127, -1}, []int16{-32767, 1, 2}, []int16{-32768, 32767, 3}
	acc, wide := []int32{1, 2, 3}, []int64{1, 2, 3}
	set.TapsInt8(acc, x, 0, w, 0, 1, -128)
	assert.Equal(t, []int32{1, 2 + 255*127, 3 - 131}, acc)
	kernel.TapsInt16x8(wide, x16, 0, w, 0, 1, 0)
	assert.Equal(t, []int64{1 + 1<<22, 2 + 32767*127, 0}, wide)
	set.OuterInt8(acc, 3, []int16{-32767}, x, 127)
	assert.Equal(t, []int32{1 + 255*32767, 2 + 255*127, 3 - 131 + 124*32767}, acc)
	set.OuterInt16(wide, 3, []int16{-32767}, x16, 0)
	assert.Equal(t, []int64{1 + 1<<22 + 32767*32768, 2 + 32767*127 - 32767*32767, -3 * 32767}, wide)
	clear(acc)
	set.TapsInt16(acc, h, 0, x, 0, 1, 127)
	assert.Equal(t, []int32{255 * 32767, 0, -2 * 124}, acc)
	clear(wide)
	kernel.TapsWide(wide, h, 0, x16, 0, 1, 1)
	assert.Equal(t, []int64{32769 * 32767, 32766, 4}, wide)
}

func BenchmarkDotInt(b *testing.B) {
	x, w, x16 := make([]int8, 256), make([]int8, 256), make([]int16, 256)
	b.Run("type=int8/n=256/set=generic", func(b *testing.B) {
		for b.Loop() {
			kernel.DotInt8(x, w)
		}
	})
	b.Run("type=int16x8/n=256/set=generic", func(b *testing.B) {
		for b.Loop() {
			kernel.DotInt16x8(x16, w)
		}
	})
}
