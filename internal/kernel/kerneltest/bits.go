package kerneltest

import (
	"fmt"
	"math"

	"edgetune/fixedpoint"
	"edgetune/internal/kernel"
)

// T is what SameBits needs of a *testing.T.
type T interface {
	Helper()
	Fatalf(format string, args ...any)
}

// Number is an element that kernels work on.
type Number interface {
	~uint16 | uint8 | ~float32 | ~float64 | int8 | int16 | int32 | int64 | uint32
}

// SameBits fails t, naming the first difference in hex, unless got equals want bit
// for bit; NaN equals NaN.
func SameBits[N Number](t T, want, got []N) {
	t.Helper()
	if err := diff(want, got); err != nil {
		t.Fatalf("%v", err)
	}
}

// diff describes the first difference of two slices.
func diff[N Number](want, got []N) error {
	if len(want) != len(got) {
		return fmt.Errorf("length %d, want %d", len(got), len(want))
	}
	for i, w := range want {
		g := got[i]
		if w == g && w != 0 { // the quick way out
			continue
		}
		if !same(w, g) {
			return fmt.Errorf("element %d of %d is %#x (%v), want %#x (%v)", i, len(want), bits(g), float(g), bits(w), float(w))
		}
	}
	return nil
}

// same takes any NaN for another in floats, whose NaN differ between machines; what
// is stored as float16 has one NaN.
func same[N Number](a, b N) bool { return bits(a) == bits(b) || a != a && b != b }

func bits[N Number](x N) uint64 {
	switch x := any(x).(type) {
	case kernel.F16:
		return uint64(x)
	case float32:
		return uint64(math.Float32bits(x))
	case float64:
		return math.Float64bits(x)
	}
	return uint64(int64(x))
}

// float is the value to print.
func float[N Number](x N) float64 {
	if h, ok := any(x).(kernel.F16); ok {
		return float64(fixedpoint.FromF16(h))
	}
	return float64(x)
}
