//go:build (arm64 || arm) && !purego && !float64

package kernel

import (
	"os"
	"testing"
)

// TestMain calls one kernel and ends where EDGETUNE_TEST_FORCE names a set: "best" is
// what the processor chooses, any other the dot products of the set of the newest cores,
// whatever this one offers. A test in cross runs it on cores of qemu's.
func TestMain(m *testing.M) {
	switch os.Getenv("EDGETUNE_TEST_FORCE") {
	case "":
		os.Exit(m.Run())
	case "best":
		dotOnce(Best())
	default:
		dotOnce(newestSet())
	}
}

func dotOnce(s *Set) {
	sums, x := make([]int32, 1), make([]int8, 64)
	s.DotsInt8(sums, x, x, len(x))
}
