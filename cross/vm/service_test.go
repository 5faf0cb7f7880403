package vm_test

import (
	"encoding/json"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/cross/vm"
	"edgetune/cross/vm/job"
	"edgetune/cross/vm/plant"
	"edgetune/firmware/deploy"
)

// serviceModules are the kernel's side of the plant's bus.
var serviceModules = []string{"uhid", "hid-mcp2221", "i2c-dev"}

// endToEnd is how long the whole story may take on a machine that does nothing else;
// where others take more than a tenth of its processors, it is twice as long.
const (
	endToEnd = time.Minute
	alone    = 0.1
)

// TestService: the binary that ships, started with the command line of the packaged unit
// as its user, reads three sensors on a real I2C bus, learns from labels over HTTP, loses
// its power, goes on with all that was acknowledged, and is rolled back.
func TestService(t *testing.T) {
	m := vm.Virt()
	need(t, m)
	d := buildDesk(t)
	require.NoError(t, plant.Folder().Write(filepath.Join(d.dir, "data")))
	d.edgetune(t, "train", "--data", "data", "--out", "m.st", "--steps", "150", "--keep", "16K", "--json")
	c := d.guest(t, m)
	inside, err := m.BuildTest(t.Context(), root, t.TempDir(), "./cross/vm/inside")
	require.NoError(t, err)
	c.Modules, c.Job.Loopback = serviceModules, true
	c.Copies = map[string]string{
		"/usr/bin/edgetune": c.Copies["/bin/edgetune"], "/usr/share/edgetune/plant.st": filepath.Join(d.dir, "m.st"),
		"/bin/inside": inside,
	}
	limits, err := json.Marshal(plant.Limits())
	require.NoError(t, err)
	c.Texts = map[string][]byte{
		"/etc/edgetune/edgetune.service": deploy.Unit("/usr/bin/edgetune", "/etc/edgetune"), // as cross/pack has it
		"/etc/edgetune/limits.json":      limits,
	}
	begun := measure(t)
	acknowledged := cutService(t, c)
	c.Job.Commands = []job.Command{
		serviceTest("TestServiceAfterCut", "EDGETUNE_ACKNOWLEDGED="+acknowledged),
		{Args: []string{"/usr/bin/edgetune", "history", "--state", stateDir}},
	}
	console := run(t, c)
	s := begun.since(t)
	for _, line := range regexp.MustCompile(`(?m)^(service: .*|generation .*|\d+ +20.*)$`).FindAllString(console, -1) {
		t.Log(line)
	}
	assert.Contains(t, passes(console), "TestServiceAfterCut")
	t.Logf("figure: learn, cut, resume, label, roll back: %.1f s, %.1f s of processors; others used %.0f %% of those",
		s.took.Seconds(), s.own.Seconds(), 100*s.others)
	limit := endToEnd
	if s.others >= alone {
		limit *= 2
	}
	assert.Less(t, s.took, limit)
}

// cutService boots a machine with the service and cuts its power while it learns. It
// returns how many windows were acknowledged.
func cutService(t *testing.T, c vm.Config) string {
	t.Helper()
	c.Job.Commands = []job.Command{serviceTest("TestServiceUntilCut")}
	g := start(t, c)
	line, err := g.Await("service: acknowledged")
	require.NoError(t, err)
	t.Log(line)
	_, err = g.Await("service: ")
	require.NoError(t, err)
	require.NoError(t, g.Kill())
	return regexp.MustCompile(`\d+`).FindString(line)
}

func serviceTest(name string, env ...string) job.Command {
	return job.Command{Args: []string{"/bin/inside", "-test.v", "-test.run=^" + name + "$"}, Env: append(env, "EDGETUNE_GUEST=1")}
}
