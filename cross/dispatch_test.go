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
	arm64, arm := kernelTests(t, Build{GOARCH: "arm64"}), kernelTests(t, Build{GOARCH: "arm", GOARM: "6"})
	for _, c := range []struct {
		bin   string
		core  Core
		force string
		lives bool
	}{
		{arm64, A53, "best", true},
		{arm64, A72, "best", true},
		{arm64, A76, "best", true},
		{arm64, A76, "neon-dotprod", true},
		{arm64, A72, "neon-dotprod", false},
		{arm64, A53, "neon-dotprod", false},
		{arm, ARM1176, "best", true},
		{arm, A7, "best", true},
		{arm, A7, "neon-v7", true},
		{arm, ARM1176, "neon-v7", false},
	} {
		argv := append(c.core.Emulator(), c.bin)
		x := exec.Command(argv[0], argv[1:]...)
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

// kernelTests builds the tests of the kernels.
func kernelTests(t *testing.T, b Build) string {
	t.Helper()
	bin := filepath.Join(t.TempDir(), b.String()+".test")
	build := exec.Command("go", "test", "-c", "-o", bin, "./internal/kernel")
	build.Dir, build.Env = root, append(os.Environ(), b.Env()...)
	out, err := build.CombinedOutput()
	require.NoError(t, err, string(out))
	return bin
}
