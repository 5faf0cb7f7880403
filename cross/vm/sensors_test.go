package vm_test

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/cross/vm"
	"edgetune/cross/vm/job"
)

// sensorModules are the kernel's side of an I2C bus of the bridge, and the drivers that
// ours are compared with.
var sensorModules = []string{"uhid", "hid-mcp2221", "i2c-dev", "bmp280-i2c", "inv-mpu6050-i2c", "ti-ads1015"}

// insideTests boots a machine that runs tests of package inside and returns its
// console.
func insideTests(t *testing.T, c vm.Config, pattern string) string {
	t.Helper()
	binary, err := c.Machine.BuildTest(t.Context(), root, t.TempDir(), "./cross/vm/inside")
	require.NoError(t, err)
	if c.Copies == nil {
		c.Copies = map[string]string{}
	}
	c.Copies["/bin/inside"] = binary
	c.Job.Commands = append(c.Job.Commands, job.Command{
		Args: []string{"/bin/inside", "-test.v", "-test.run=" + pattern}, Env: []string{"EDGETUNE_GUEST=1"},
	})
	return run(t, c)
}

var passed = regexp.MustCompile(`(?m)^\s*--- PASS: (\S+)`)

// passes lists the tests that passed inside.
func passes(console string) (names []string) {
	for _, m := range passed.FindAllStringSubmatch(console, -1) {
		names = append(names, m[1])
	}
	return names
}

// TestSensors: our drivers and the kernel's read the same register models through the
// same bus, and every fault has its own name. See package inside.
func TestSensors(t *testing.T) {
	m := vm.Virt()
	need(t, m)
	console := insideTests(t, vm.Config{Machine: m, Modules: sensorModules}, "^(TestSensors|TestFaults|TestUnplug)$")
	t.Log(console)
	assert.Subset(t, passes(console), []string{
		"TestSensors/BME280", "TestSensors/MPU-6050_at_4_Hz", "TestSensors/MPU-6050", "TestSensors/ADS1115", "TestFaults", "TestUnplug",
	})
}
