package deploy

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestUnits: systemd finds nothing wrong with the units of a board, and starts the service
// behind the undoing.
func TestUnits(t *testing.T) {
	dir := t.TempDir()
	l := Layout{Root: filepath.Join(dir, "opt"), Etc: filepath.Join(dir, "etc"), Unit: filepath.Join(dir, "edgetune.service")}
	assert.Contains(t, string(l.unit()), "\nWants=edgetune-undo.service\nAfter=edgetune-undo.service local-fs.target")
	if _, err := exec.LookPath("systemd-analyze"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("no systemd-analyze: apt-get install systemd")
		}
		t.Skip("no systemd-analyze: apt-get install systemd")
	}
	require.NoError(t, os.MkdirAll(l.current(), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(l.current(), "edgetune"), nil, 0o700))
	require.NoError(t, os.WriteFile(l.Unit, l.unit(), 0o600))
	require.NoError(t, os.WriteFile(l.undo(), l.undoUnit(), 0o600))
	out, err := exec.CommandContext(t.Context(), "systemd-analyze", "verify", "--man=no", l.Unit, l.undo()).CombinedOutput()
	assert.NoError(t, err, "%s", out)
	assert.Empty(t, string(out))
}
