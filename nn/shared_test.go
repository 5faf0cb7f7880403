package nn

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// sharedFolder finds material that several projects share: EDGETUNE_SHARED, else
// ../shared beside the project. Without it a test is skipped, but not in CI.
func sharedFolder(t *testing.T, parts ...string) string {
	t.Helper()
	root := os.Getenv("EDGETUNE_SHARED")
	if root == "" {
		root = filepath.Join(moduleRoot(t), "..", "shared")
	}
	dir := filepath.Join(append([]string{root}, parts...)...)
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("no shared folder (set EDGETUNE_SHARED): ", err)
	}
	return dir
}

func moduleRoot(t *testing.T) string {
	dir, err := os.Getwd()
	require.NoError(t, err)
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
	}
	t.Fatal("no go.mod above the test")
	return ""
}

// turned returns v [a × b × c] as [a × c × b]: samples of [channel × position] as
// [position × channel], or, with a = 1, the transpose of a matrix.
func turned(v []float, a, b, c int) []float {
	out := make([]float, len(v))
	for i := range a {
		for j := range b {
			for k := range c {
				out[(i*c+k)*b+j] = v[(i*b+j)*c+k]
			}
		}
	}
	return out
}
