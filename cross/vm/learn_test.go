package vm_test

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/cross/vm"
	"edgetune/cross/vm/job"
	"edgetune/internal/trial/foldertest"
)

// State of a guest, on a disk of its own.
const (
	stateDir  = "/var/lib/edgetune"
	stateDisk = 64 << 20
)

// TestPowerCutWhileTuning: a pass over a recording that loses its power in the middle
// goes on after the restart and ends with the weights, bit for bit, of one that was
// never cut off, on another kind of processor.
func TestPowerCutWhileTuning(t *testing.T) {
	m := vm.Virt()
	need(t, m)
	d := newDesk(t)
	tune := []string{"tune", "--model", "m.st", "--data", "data", "--replay", "16K", "--gate", "--json"}
	want := d.edgetune(t, append(tune, "--state", "state")...)["weights_sha256"]
	require.NotEmpty(t, want)

	c := d.guest(t, m)
	tune = append(tune, "--state", stateDir+"/state")
	console := cutWhileLearning(t, c, tune)
	require.NotContains(t, console, "weights_sha256", "the machine was cut off too late")

	c.Job.Commands = []job.Command{
		{Args: []string{"/bin/edgetune", "history", "--state", stateDir + "/state"}, Dir: "/desk"},
		{Args: append([]string{"/bin/edgetune"}, tune...), Dir: "/desk"},
		{Args: []string{"/bin/edgetune", "replay", "--model", "m.st", "--state", stateDir + "/state", "--json"}, Dir: "/desk"},
	}
	console = run(t, c)
	t.Log(console)
	results := results(t, console)
	require.Len(t, results, 2, "tune and replay")
	assert.Equal(t, want, results[0]["weights_sha256"], "resumed after the cut")
	assert.Equal(t, want, results[1]["weights_sha256"], "replayed from the journal")
}

// cutWhileLearning boots a machine that learns and kills it when its journal has grown.
func cutWhileLearning(t *testing.T, c vm.Config, tune []string) (console string) {
	t.Helper()
	inside, err := c.Machine.BuildTest(t.Context(), root, t.TempDir(), "./cross/vm/inside")
	require.NoError(t, err)
	c.Copies["/bin/inside"] = inside
	c.Job.Commands = []job.Command{{
		Args: []string{"/bin/inside", "-test.v", "-test.run=^TestLearnUntilCut$"}, Dir: "/desk",
		Env: []string{"EDGETUNE_GUEST=1", "EDGETUNE_ARGS=" + strings.Join(tune, "\n"), "EDGETUNE_STATE=" + stateDir + "/state"},
	}}
	g := start(t, c)
	for {
		line, err := g.Await("journal: ")
		require.NoError(t, err)
		if line >= "journal: 004000" { // of some 6,500
			break
		}
	}
	require.NoError(t, g.Kill())
	return g.Console()
}

// desk is a folder on this machine with a model and data, as someone has who is about
// to ship them.
type desk struct{ dir, program string }

// newDesk makes one with a recording of windows.
func newDesk(t *testing.T) *desk {
	t.Helper()
	d := buildDesk(t)
	require.NoError(t, foldertest.Windows().Write(filepath.Join(d.dir, "data")))
	d.edgetune(t, "train", "--data", "data", "--out", "m.st", "--steps", "150", "--json")
	return d
}

// buildDesk makes one with nothing but the command.
func buildDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{dir: t.TempDir()}
	d.program = filepath.Join(d.dir, "edgetune")
	c := exec.CommandContext(t.Context(), "go", "build", "-o", d.program, "./cmd/edgetune")
	c.Dir = root
	out, err := c.CombinedOutput()
	require.NoError(t, err, "%s", out)
	return d
}

// edgetune runs the command natively and returns its result object.
func (d *desk) edgetune(t *testing.T, args ...string) map[string]any {
	t.Helper()
	c := exec.CommandContext(t.Context(), d.program, args...)
	c.Dir = d.dir
	out, err := c.Output()
	require.NoError(t, err, "%s: %s", c, out)
	all := results(t, string(out))
	require.NotEmpty(t, all)
	return all[len(all)-1]
}

// guest is a machine with the command, the model, the data, and a disk for its state.
func (d *desk) guest(t *testing.T, m vm.Machine) vm.Config {
	t.Helper()
	program, err := m.Build(t.Context(), root, t.TempDir(), "./cmd/edgetune")
	require.NoError(t, err)
	c := vm.Config{Machine: m, Copies: map[string]string{"/bin/edgetune": program}}
	for _, f := range []string{"m.st", "data/data.npz", "data/meta.json"} {
		c.Copies["/desk/"+f] = filepath.Join(d.dir, f)
	}
	disk := vm.Disk{Path: filepath.Join(t.TempDir(), "state.img")}
	require.NoError(t, vm.Format(disk.Path, stateDisk))
	c.Disks = []vm.Disk{disk}
	c.Job.Mounts = []job.Mount{{Device: "/dev/vda", Path: stateDir}}
	return c
}

// results are the result objects in an output.
func results(t *testing.T, output string) (all []map[string]any) {
	t.Helper()
	for line := range strings.Lines(output) {
		if !strings.HasPrefix(line, `{"event":"result"`) {
			continue
		}
		var r map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &r), "%s", line)
		all = append(all, r)
	}
	return all
}
