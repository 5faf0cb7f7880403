package vm_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/cross"
	"edgetune/cross/vm"
	"edgetune/cross/vm/job"
)

// TestBoards boots the boards that qemu has a model of, from the board's own device
// tree: the processor chooses the set of kernels that the table of boards says, that set
// is sound, and tuning gives the bits of this machine.
func TestBoards(t *testing.T) {
	d := newDesk(t)
	tune := []string{"tune", "--model", "m.st", "--data", "data", "--steps", "5", "--report=false", "--json"}
	want := d.edgetune(t, tune...)["weights_sha256"]
	require.NotEmpty(t, want)
	for _, b := range []struct {
		machine vm.Machine
		core    cross.Core
	}{{vm.Pi3(), cross.A53}, {vm.PiZero(), cross.ARM1176}} {
		t.Run(b.machine.Name, func(t *testing.T) {
			need(t, b.machine)
			c := d.guest(t, b.machine)
			c.Disks, c.Job.Mounts = nil, nil
			c.Job.Commands = []job.Command{
				{Args: []string{"/bin/edgetune", "selftest", "--kernels", b.core.Kernels, "--json"}},
				{Args: append([]string{"/bin/edgetune"}, tune...), Dir: "/desk"},
			}
			console := run(t, c)
			t.Log(console)
			results := results(t, console)
			require.Len(t, results, 2, "selftest and tune")
			assert.Equal(t, true, results[0]["ok"])
			assert.Equal(t, b.core.Kernels, results[0]["kernels"])
			assert.Equal(t, b.core.Kernels, results[1]["kernels"], "chosen by the processor alone")
			assert.Equal(t, want, results[1]["weights_sha256"])
		})
	}
}
