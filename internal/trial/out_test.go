package trial

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestMustWriteRefusesBeforeTheWork: nothing is left behind, and nothing replaced.
func TestMustWriteRefusesBeforeTheWork(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "m.st")
	require.NoError(t, mustWrite(""))
	require.NoError(t, mustWrite(file))
	require.NoError(t, os.WriteFile(file, []byte("as it was"), 0o600))
	require.NoError(t, mustWrite(file))
	for path, want := range map[string]string{
		dir:                              "is a folder; name a file to write",
		filepath.Join(dir, "none", "m"):  "there is no folder " + filepath.Join(dir, "none"),
		filepath.Join(file, "m"):         "cannot be written",
		os.DevNull:                       "is no regular file",
		filepath.Join(dir, "none") + "/": "there is no folder",
	} {
		assert.ErrorContains(t, mustWrite(path), want, path)
	}
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, left, 1)
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, "as it was", string(text))
}
