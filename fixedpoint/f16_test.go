package fixedpoint

import (
	"flag"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/x448/float16"
)

var long = flag.Bool("long", false, "run over all 2^32 float32")

func TestFromF16(t *testing.T) {
	for i := range 1 << 16 {
		got, want := FromF16(F16(i)), F16(i).Float32()
		if math.IsNaN(float64(want)) {
			if !math.IsNaN(float64(got)) {
				t.Fatalf("FromF16(%#04x) = %g, want NaN", i, got)
			}
			continue
		}
		if math.Float32bits(got) != math.Float32bits(want) {
			t.Fatalf("FromF16(%#04x) = %g, want %g", i, got, want)
		}
	}
}

// checkToF16 compares one conversion with x448/float16.
func checkToF16(t *testing.T, b uint32) {
	x := math.Float32frombits(b)
	want := float16.Fromfloat32(x)
	if x != x {
		want = 0x7e00
	}
	if got := ToF16(x); got != want {
		t.Fatalf("ToF16(%#08x = %g) = %#04x, want %#04x", b, x, uint16(got), uint16(want))
	}
}

func TestToF16(t *testing.T) {
	t.Run("around every F16 and every middle", func(t *testing.T) {
		for i := range uint32(1 << 16) {
			b := math.Float32bits(FromF16(F16(i)))
			for _, d := range []uint32{0, 1, 2, 0xffe, 0xfff, 0x1000, 0x1001, 0x1002, 0x1fff} {
				checkToF16(t, b+d)
				checkToF16(t, b-d)
			}
		}
	})
	t.Run("every middle of subnormals", func(t *testing.T) {
		for i := range 2048 {
			b := math.Float32bits(float32(2*i+1) * 0x1p-25)
			for d := range uint32(5) {
				checkToF16(t, b+d-2)
			}
		}
	})
	t.Run("a walk over all float32", func(t *testing.T) {
		step := uint32(4099)
		if *long {
			step = 1
		}
		for b := uint32(0); ; b += step {
			checkToF16(t, b)
			if b+step < b {
				break
			}
		}
	})
}

func TestWidenNarrow(t *testing.T) {
	src := []F16{0, 0x3c00, 0xc000, 0x0001, 0x7bff}
	wide := make([]float32, 4)
	Widen(wide, src)
	require.Equal(t, []float32{0, 1, -2, 0x1p-24}, wide)
	back := make([]F16, 5)
	Narrow(back, wide)
	require.Equal(t, []F16{0, 0x3c00, 0xc000, 0x0001, 0}, back)
}

func BenchmarkNarrow(b *testing.B) {
	src, dst := make([]float32, 1024), make([]F16, 1024)
	for i := range src {
		src[i] = Normal(1, uint32(i))
	}
	b.SetBytes(int64(4 * len(src)))
	for b.Loop() {
		Narrow(dst, src)
	}
}

func BenchmarkWiden(b *testing.B) {
	src, dst := make([]F16, 1024), make([]float32, 1024)
	for i := range src {
		src[i] = ToF16(Normal(1, uint32(i)))
	}
	b.SetBytes(int64(2 * len(src)))
	for b.Loop() {
		Widen(dst, src)
	}
}

func BenchmarkToF16Stochastic(b *testing.B) {
	src, dst := make([]float32, 1024), make([]F16, 1024)
	for i := range src {
		src[i] = Normal(1, uint32(i))
	}
	b.SetBytes(int64(4 * len(src)))
	for b.Loop() {
		for i, x := range src {
			dst[i] = ToF16Stochastic(x, Rand(7, uint32(i)))
		}
	}
}
