package shared

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestPath(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("EDGETUNE_SHARED", dir)
	assert.Equal(t, dir, Path(t))
	t.Setenv("CI", "")
	skipped := t.Run("missing", func(t *testing.T) {
		defer func() { assert.True(t, t.Skipped()) }()
		Path(t, "none")
	})
	assert.True(t, skipped, "a skipped test did not fail")
	t.Setenv("EDGETUNE_SHARED", "")
	assert.FileExists(t, filepath.Join(moduleRoot(t), "go.mod"))
}
