package inside

import (
	"errors"
	"fmt"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/cross/vm/bridge"
	"edgetune/cross/vm/plant"
	"edgetune/firmware/telemetry"
	"edgetune/sensors/chip/model"
)

// configuration of the service; the bus has the number that the kernel gave it.
const configuration = `[device]
name = "plant"
[model]
file = "/usr/share/edgetune/plant.st"
[state]
sync = "1s"
write_budget = "1G"
[learn]
replay = "16K"
cpu_share = 1.0
max_temperature = 0
[trust]
limits = "/etc/edgetune/limits.json"
[anomaly]
fit = 0
[http]
listen = "127.0.0.1:8080"
[[sensor]]
name = "imu"
driver = "mpu6050"
bus = %[1]q
rate = %[2]d
[[sensor]]
name = "room"
driver = "bme280"
bus = %[1]q
rate = %[3]g
[[sensor]]
name = "adc"
driver = "ads1115"
bus = %[1]q
rate = %[4]g
options = {inputs = "0"}
`

// plugPlant puts the plant's chips on a bus, and the service's configuration in place.
func plugPlant(t *testing.T) *plant.Machine {
	t.Helper()
	bus, m := model.NewBus("plant"), plant.New()
	for addr, c := range m.Chips() {
		bus.Plug(addr, c)
	}
	b, err := bridge.Plug(bus)
	require.NoError(t, err)
	served := make(chan error, 1)
	go func() { served <- b.Serve() }()
	t.Cleanup(func() {
		require.NoError(t, b.Close())
		require.NoError(t, <-served)
	})
	name, err := b.Wait(20 * time.Second)
	require.NoError(t, err)
	grant(t, "/dev/"+name)
	require.NoError(t, os.WriteFile("/etc/edgetune/edgetune.toml", fmt.Appendf(nil, configuration, name, plant.Rate, plant.RoomRate, plant.VoltRate), 0o644))
	return m
}

// grant gives a device to the group i2c, as udev does; again where the kernel, which has
// only just made the file, has taken it back.
func grant(t *testing.T, path string) {
	t.Helper()
	granted := 0
	require.Eventually(t, func() bool {
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o660 || info.Sys().(*syscall.Stat_t).Gid != i2cGroup {
			granted = 0
			return errors.Join(os.Chown(path, 0, i2cGroup), os.Chmod(path, 0o660)) != nil
		}
		granted++
		return granted == 10
	}, patience, 20*time.Millisecond, "the group of %s", path)
}

// burst is how many windows are labelled before the plant does something else.
const burst = 10

// teach lets the plant idle and run in turn, says over HTTP what it did for so many
// windows, and waits until want have been learned from.
func teach(t *testing.T, m *plant.Machine, labels, want int) telemetry.State {
	t.Helper()
	reach(t, "a window", func(s telemetry.State) bool { return s.Prediction != nil })
	for i := 0; i < labels; {
		c := plant.Class(i / burst % 2)
		m.Do(c)
		n := min(burst, labels-i)
		from := newest(state(t)) + 2 // the first that lies behind the change
		reach(t, "windows behind the change", func(s telemetry.State) bool { return newest(s) >= from+n-1 })
		for k := range n {
			id := uint64(from + k)
			post(t, "/api/label", telemetry.Label{Window: &id, Class: c.String()})
		}
		i += n
	}
	return reach(t, "labels learned from", func(s telemetry.State) bool { return s.Windows >= want })
}

// newest is the number of the newest window.
func newest(s telemetry.State) int { return int(s.Prediction.Window) }

// enough labels for a step of learning: a round takes 16 windows beside those that the
// gate holds back.
const enough = 20

// TestServiceUntilCut starts the service, teaches it until it has learned, waits until all
// of that is safe, and says so; then it teaches on until the power is cut.
func TestServiceUntilCut(t *testing.T) {
	m := plugPlant(t)
	startUnit(t)
	s := teach(t, m, enough, enough)
	require.Positive(t, s.Steps, "it has not learned")
	require.Eventually(t, func() bool { return metric(t, "edgetune_windows_synced_total") >= float64(s.Windows) }, patience, 100*time.Millisecond)
	fmt.Printf("service: acknowledged %d windows in %d steps\n", s.Windows, s.Steps)
	for {
		s = teach(t, m, 1, s.Windows+1)
		fmt.Printf("service: %d windows\n", s.Windows)
	}
}

// TestServiceAfterCut starts the service on what the cut has left: nothing acknowledged
// is lost; it learns on, stops, starts, and goes back to an older generation.
func TestServiceAfterCut(t *testing.T) {
	m := plugPlant(t)
	u := startUnit(t)
	s := teach(t, m, 2, number(t, "EDGETUNE_ACKNOWLEDGED")+2) // less were lost with the power
	fmt.Printf("service: resumed, now %d windows in %d steps\n", s.Windows, s.Steps)
	healthy(t)
	u.stop(t)

	u = startUnit(t)
	again := state(t)
	assert.Equal(t, s.Windows, again.Windows, "after an orderly stop")
	require.GreaterOrEqual(t, len(again.Generations), 2)
	back := again.Generations[1]
	got := post(t, "/api/rollback", map[string]any{})["generation"]
	s = state(t)
	assert.EqualValues(t, got, s.Generations[0].Generation)
	assert.Contains(t, s.Generations[0].What, "rollback")
	assert.Equal(t, back.Windows, s.Generations[0].Windows, "the state that was gone back to")
	teach(t, m, 1, 0)
	reach(t, "one window on top of that state", func(s telemetry.State) bool { return s.Windows == back.Windows+1 })
	healthy(t)
	u.stop(t)
	fmt.Println("service: rolled back and learning")
}
