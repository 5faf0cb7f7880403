package cross

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestCI runs the script of docs/ci.md, on the data folder of docs/own-data.md.
func TestCI(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the command and trains under qemu")
	}
	dir := t.TempDir()
	linkNumpy(t, dir)
	for _, qemu := range []string{"qemu-aarch64-static", "qemu-arm-static"} {
		needProgram(t, qemu, "qemu-user-static")
	}
	write(t, dir, "csv2folder.py", block(t, read(t, "docs/own-data.md"), "python"))
	write(t, dir, "before.csv", recording(1, false))
	write(t, dir, "after.csv", recording(2, true))
	say(t, dir, "python3 csv2folder.py before.csv after.csv mydata")
	here, err := filepath.Abs(root)
	require.NoError(t, err)
	require.NoError(t, os.Symlink(here, filepath.Join(dir, "edgetune")))

	out := say(t, dir, block(t, read(t, "docs/ci.md"), "sh"))
	assert.Contains(t, out, "cortex-a76: ")
	assert.Contains(t, out, "arm1176: ")
}

func needProgram(t *testing.T, name, pkg string) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		missing(t, name, pkg)
	}
}

// missing skips a test on the desk, and fails it in CI.
func missing(t *testing.T, what, pkg string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("no %s: apt-get install %s", what, pkg)
	}
	t.Skipf("no %s: apt-get install %s", what, pkg)
}
