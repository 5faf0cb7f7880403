package deploy_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/firmware/deploy"
	"edgetune/firmware/deploy/deploytest"
)

// TestPowerCutInTrial: a board that loses its power before the verdict runs what ran
// before once the power is back; one without edgetune-undo goes back when the next
// deployment comes.
func TestPowerCutInTrial(t *testing.T) {
	t.Parallel()
	b := deploytest.Start(t)
	_, err := deploy.Deploy(t.Context(), b.Address(), options(t, b, "v1.0.0", ""))
	require.NoError(t, err)

	cutInTrial(t, b, "v1.1.0")
	b.Boot(true)
	assertRuns(t, b, "v1.0.0")
	assertSettled(t, b)

	cutInTrial(t, b, "v1.2.0")
	b.Boot(false)
	_, sick := b.Running()
	require.Error(t, sick, "the unjudged version")
	next := options(t, b, "v1.3.0", "")
	next.Config = nil // what is on the board stays: the old one
	res, err := deploy.Deploy(t.Context(), b.Address(), next)
	require.NoError(t, err)
	assert.Equal(t, "v1.0.0", res.From, "it went back first")
	assertRuns(t, b, "v1.3.0")
	assertSettled(t, b)
}

// cutInTrial deploys a version that is not healthy, and cuts the power while it is tried.
func cutInTrial(t *testing.T, b *deploytest.Board, version string) {
	t.Helper()
	o := options(t, b, version, "health")
	o.Config = append(o.Config, "# "+version...)
	o.Timeout = time.Minute
	ended := make(chan error, 1)
	go func() {
		_, err := deploy.Deploy(t.Context(), b.Address(), o)
		ended <- err
	}()
	b.AwaitTrial()
	b.CutPower()
	require.Error(t, <-ended)
}

// assertSettled: the configuration is the one of before, and nothing is
// left of a switch.
func assertSettled(t *testing.T, b *deploytest.Board) {
	t.Helper()
	config, err := os.ReadFile(filepath.Join(b.Dir, "etc/edgetune.toml"))
	require.NoError(t, err)
	assert.Equal(t, string(b.Config()), string(config))
	for _, pattern := range []string{"etc/*.*.*", "opt/undo", "opt/current.*"} {
		left, err := filepath.Glob(filepath.Join(b.Dir, pattern))
		require.NoError(t, err)
		assert.Empty(t, left)
	}
}
