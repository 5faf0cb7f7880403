package deploytest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"github.com/stretchr/testify/require"
)

// AwaitTrial waits until a switch asks for its verdict.
func (b *Board) AwaitTrial() {
	b.t.Helper()
	b.until("a trial begins", func() bool {
		_, err := os.Stat(b.path("opt/undo/trial"))
		return err == nil
	})
}

// CutPower ends the switch, the service and all connections, as they are.
func (b *Board) CutPower() {
	b.t.Helper()
	folders, err := filepath.Glob("/proc/[0-9]*/cwd")
	require.NoError(b.t, err)
	for _, f := range folders {
		if dir, err := os.Readlink(f); err == nil && strings.HasPrefix(dir, b.path("opt/incoming")) {
			b.kill(filepath.Base(filepath.Dir(f)))
		}
	}
	pid, err := os.ReadFile(b.path("pid"))
	require.NoError(b.t, err)
	b.kill(strings.TrimSpace(string(pid)))
	b.Line.Cut(0)
	b.Line.hangUp()
	b.until("nobody holds the lock", b.unlocked)
}

// unlocked says whether no switch goes on: a command that it began may outlive it here.
func (b *Board) unlocked() bool {
	f, err := os.Open(b.path("opt/lock"))
	require.NoError(b.t, err)
	defer f.Close()
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}

func (b *Board) kill(pid string) {
	b.t.Helper()
	n, err := strconv.Atoi(pid)
	require.NoError(b.t, err)
	_ = syscall.Kill(n, syscall.SIGKILL) // unless it has ended
}

// Boot brings the power back: what edgetune-undo.service does, where the board has it,
// then the service.
func (b *Board) Boot(undo bool) {
	b.t.Helper()
	b.Line.Cut(-1)
	script := b.path("opt/undo/switch.sh")
	if _, err := os.Stat(script); err == nil && undo {
		out, err := exec.Command("sh", script, "boot").CombinedOutput()
		require.NoError(b.t, err, "%s", out)
	}
	out, err := exec.Command(b.path("bin/ctl"), "restart").CombinedOutput()
	require.NoError(b.t, err, "%s", out)
	b.Rest()
}
