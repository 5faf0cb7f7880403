package inside

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/sensors"
	"edgetune/sensors/bus"
	"edgetune/sensors/chip"
	"edgetune/sensors/chip/model"
)

// asNobody is set in the environment of this program run without rights.
const asNobody = "EDGETUNE_NOBODY"

// TestFaults: each fault of a bus arrives as the kernel's own error and is told apart;
// the other chip is read on, and the faulty one comes back.
func TestFaults(t *testing.T) {
	b := plugged(t)
	s := b.ours(t, "bme280 rate=50")
	defer s.Close()
	other := b.ours(t, "ads1115 rate=20")
	defer other.Close()
	for _, c := range []struct {
		kind model.FaultKind
		want error
	}{{model.NACK, bus.ErrNACK}, {model.Timeout, bus.ErrTimeout}, {model.ShortRead, bus.ErrShort}} {
		t.Run(c.kind.String(), func(t *testing.T) {
			b.Inject(model.Fault{Kind: c.kind, Addr: 0x76})
			err := tryRead(t.Context(), s)
			require.ErrorIs(t, err, c.want)
			t.Log(err)
			read(t, other)
			b.Heal()
			read(t, s)
		})
	}
	t.Run("an empty address", func(t *testing.T) {
		_, err := chip.Open(chip.Conf{Chip: "sht3x", Bus: b.name})
		assert.ErrorIs(t, err, bus.ErrNACK)
	})
	t.Run("no bus", func(t *testing.T) {
		_, err := chip.Open(chip.Conf{Chip: "bme280", Bus: "i2c-77"})
		require.ErrorIs(t, err, bus.ErrNoBus)
		assert.ErrorContains(t, err, "dtparam=i2c_arm=on")
	})
	t.Run("permission denied", func(t *testing.T) { denied(t, b.name) })
}

func tryRead(ctx context.Context, s sensors.Source) error {
	x := sensors.Sample{Values: make([]float32, s.Info().Layout.Len())}
	return s.Read(ctx, &x)
}

// denied runs this program again as nobody; see TestAsNobody.
func denied(t *testing.T, name string) {
	c := exec.CommandContext(t.Context(), "/proc/self/exe", "-test.run=^TestAsNobody$", "-test.v")
	c.Env = append(os.Environ(), asNobody+"="+name)
	c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	out, err := c.CombinedOutput()
	assert.NoError(t, err, "%s", out)
	assert.Contains(t, string(out), "--- PASS: TestAsNobody")
}

// TestAsNobody is the other half of "permission denied".
func TestAsNobody(t *testing.T) {
	name := os.Getenv(asNobody)
	if name == "" {
		return
	}
	_, err := chip.Open(chip.Conf{Chip: "bme280", Bus: name})
	require.ErrorIs(t, err, bus.ErrPermission)
	assert.ErrorContains(t, err, "usermod -aG i2c")
}

// TestUnplug pulls the adapter while a chip is read, and plugs it in again.
func TestUnplug(t *testing.T) {
	b := plugged(t)
	s := b.ours(t, "bme280 rate=50")
	read(t, s)
	gone := make(chan error, 1)
	go func() { gone <- b.bridge.Unplug() }()
	var err error
	for end := time.Now().Add(15 * time.Second); err == nil && time.Now().Before(end); {
		err = tryRead(t.Context(), s)
	}
	require.Error(t, err, "a reading of a chip that is not there any more")
	t.Log(err)
	assert.True(t, errors.Is(err, bus.ErrGone) || errors.Is(err, bus.ErrShort) || errors.Is(err, bus.ErrTimeout), "%v", err)
	_ = s.Close() // says the same once more
	require.NoError(t, <-gone)

	again := plugged(t)
	back := again.ours(t, "bme280 rate=50")
	defer back.Close()
	assert.InDelta(t, 25.08, read(t, back)[0], 0.02)
}
