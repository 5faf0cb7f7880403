package cross

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestDispatch: an emulated core dies of a set that it cannot run, so that it does not
// die of the one it chooses proves the choice.
func TestDispatch(t *testing.T) {
	if _, err := exec.LookPath("qemu-aarch64-static"); err != nil && os.Getenv("CI") == "" {
		t.Skip("no qemu-aarch64-static; install qemu-user-static")
	}
	bin := filepath.Join(t.TempDir(), "kernel.test")
	build := exec.Command("go", "test", "-c", "-o", bin, "./internal/kernel")
	build.Dir, build.Env = "..", append(os.Environ(), "GOARCH=arm64", "CGO_ENABLED=0")
	out, err := build.CombinedOutput()
	require.NoError(t, err, string(out))
	for _, c := range []struct {
		core  Core
		force string
		lives bool
	}{{A53, "best", true}, {A72, "best", true}, {A76, "best", true}, {A76, "neon-dotprod", true}, {A72, "neon-dotprod", false}, {A53, "neon-dotprod", false}} {
		x := exec.Command("qemu-aarch64-static", "-cpu", c.core.Name, bin)
		x.Env = append(os.Environ(), "EDGETUNE_TEST_FORCE="+c.force)
		out, err := x.CombinedOutput()
		if c.lives {
			assert.NoError(t, err, "%s, %s: %s", c.core.Name, c.force, out)
			continue
		}
		require.Error(t, err, "%s, %s", c.core.Name, c.force)
		assert.Contains(t, string(out), "SIGILL", "%s, %s", c.core.Name, c.force)
	}
}
