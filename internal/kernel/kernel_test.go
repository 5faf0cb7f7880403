package kernel_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"edgetune/internal/kernel"
	"edgetune/internal/kernel/kerneltest"
)

func TestSets(t *testing.T) {
	for i, s := range kernel.All() {
		for _, name := range kerneltest.Entries() {
			t.Run(s.Name+"/"+name, func(t *testing.T) {
				// The generic set against itself shows only that it keeps to its slices.
				require.NoError(t, kerneltest.CheckEntry(s, name, testing.Short() || i == 0))
			})
		}
	}
}
