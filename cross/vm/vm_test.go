package vm_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"edgetune/cross/vm"
	"edgetune/cross/vm/job"
)

// root is the module's folder as seen from this package.
const root = "../.."

// need skips a test on the desk where the machine cannot be had, and fails it in CI.
func need(t *testing.T, m vm.Machine) {
	t.Helper()
	if testing.Short() {
		t.Skip("boots a machine")
	}
	needProgram(t, m.Program(), "qemu-system-arm")
	needProgram(t, "mkfs.ext4", "e2fsprogs")
	needProgram(t, "xz", "xz-utils")
	if m.Kernel.Missing(root) {
		missing(t, "no kernel "+m.Kernel.Package+": go run ./cross/vm/fetch")
	}
}

func needProgram(t *testing.T, name, pkg string) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		missing(t, "no "+name+": apt-get install "+pkg)
	}
}

func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// limit is how long one machine may run.
const limit = 3 * time.Minute

// start boots a machine and prints its console when the test fails.
func start(t *testing.T, c vm.Config) *vm.Guest {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	t.Cleanup(cancel)
	dir := t.TempDir()
	var err error
	c.Root = root
	c.Init, err = c.Machine.Build(ctx, root, dir, "./cross/vm/guest")
	require.NoError(t, err)
	begun := time.Now()
	g, err := vm.Start(ctx, dir, c)
	require.NoError(t, err)
	t.Cleanup(func() {
		if t.Failed() {
			t.Log("console:\n" + g.Console())
		}
		t.Logf("%s: %.1f s", c.Machine.Name, time.Since(begun).Seconds())
	})
	return g
}

// finish waits for the end of a job that must succeed.
func finish(t *testing.T, g *vm.Guest) {
	t.Helper()
	status, err := g.Wait()
	require.NoError(t, err)
	require.Zero(t, status, "the exit status of the guest")
}

// run boots a machine, lets it do its job, and returns the console.
func run(t *testing.T, c vm.Config) string {
	t.Helper()
	g := start(t, c)
	finish(t, g)
	return g.Console()
}

// TestBoot: the exit status comes out, and a disk keeps what was written.
func TestBoot(t *testing.T) {
	m := vm.Virt()
	need(t, m)
	disk := vm.Disk{Path: filepath.Join(t.TempDir(), "disk.img")}
	require.NoError(t, vm.Format(disk.Path, 64<<20))
	c := vm.Config{Machine: m, Disks: []vm.Disk{disk}}
	c.Job = job.Job{
		Mounts:   []job.Mount{{Device: "/dev/vda", Path: "/var/lib/edgetune"}},
		Commands: []job.Command{{Args: []string{"/init"}}},
	}
	g := start(t, c)
	status, err := g.Wait()
	require.NoError(t, err)
	require.Equal(t, 2, status, "init refuses to run twice")
	require.Contains(t, g.Console(), "guest: error: this is the init of a virtual machine")
}
