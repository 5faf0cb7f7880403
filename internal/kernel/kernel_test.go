package kernel_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"edgetune/internal/kernel"
	"edgetune/internal/kernel/kerneltest"
)

// own lists the entries to check: a set for inference differs from another in these.
func own(s *kernel.Set) []string {
	if s.Inference {
		return []string{"GemmF16", "GemmRunsF16"}
	}
	return kerneltest.Entries()
}

func TestSets(t *testing.T) {
	for i, s := range append(kernel.All(), kernel.Named()...) {
		for _, name := range own(s) {
			t.Run(s.Name+"/"+name, func(t *testing.T) {
				// The generic set against itself shows only that it keeps to its slices.
				require.NoError(t, kerneltest.CheckEntry(s, name, testing.Short() || i == 0))
			})
		}
	}
}
