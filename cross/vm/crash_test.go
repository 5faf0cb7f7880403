package vm_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/cross/vm"
	"edgetune/cross/vm/job"
)

// long makes the tests of power cuts as long as a release needs them.
var long = flag.Bool("long", false, "500 crashed disks and 1,000 kills")

func crashes() int {
	if *long {
		return 500
	}
	return 60
}

// crashDisk is small so that many of them can be rebuilt.
const (
	crashDisk = 16 << 20
	crashLog  = 64 << 20
	ackRoom   = 64 << 10 // of the disk, behind the file system
)

// TestPowerCuts: a store fills a disk whose every write is logged. Disks are rebuilt as
// power cuts may have left them, with the later writes kept, dropped or torn; in each,
// whatever was acknowledged is there and sound. Both happen in the guest, whose kernel
// is the one that would have to cope.
func TestPowerCuts(t *testing.T) {
	m := vm.Virt()
	need(t, m)
	dir := t.TempDir()
	before := filepath.Join(dir, "before.img")
	require.NoError(t, vm.Format(before, crashDisk))
	require.NoError(t, os.Truncate(before, crashDisk+ackRoom))
	shipped, careless := loggedDisk(t, before, dir, "shipped"), loggedDisk(t, before, dir, "careless")

	fill := insideTests(t, vm.Config{
		Machine: m, Disks: []vm.Disk{shipped, careless},
		Job: job.Job{
			Mounts: []job.Mount{{Device: "/dev/vda", Path: "/mnt/shipped"}, {Device: "/dev/vdb", Path: "/mnt/careless"}},
			Env:    []string{"EDGETUNE_STATES=20"},
		},
	}, "^TestFillStore$")
	console := insideTests(t, vm.Config{
		Machine: m, Disks: []vm.Disk{{Path: before}, {Path: shipped.Log}, {Path: careless.Log}}, Modules: []string{"loop"},
		Job: job.Job{Env: []string{fmt.Sprintf("EDGETUNE_STATES=%d", crashes())}},
	}, "^TestCrashedStores$")
	for _, found := range regexp.MustCompile(`(?m)^.*(acknowledgements|good)$`).FindAllString(fill+"\n"+console, -1) {
		t.Log(found)
	}
	assert.Contains(t, console, fmt.Sprintf("crashes: %d of %[1]d good", crashes()))
}

// loggedDisk is a copy of an image, with an empty log.
func loggedDisk(t *testing.T, image, dir, name string) vm.Disk {
	t.Helper()
	d := vm.Disk{Path: filepath.Join(dir, name+".img"), Log: filepath.Join(dir, name+".log")}
	copyFile(t, image, d.Path)
	require.NoError(t, os.WriteFile(d.Log, nil, 0o600))
	require.NoError(t, os.Truncate(d.Log, crashLog))
	return d
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	b, err := os.ReadFile(from)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(to, b, 0o600))
}
