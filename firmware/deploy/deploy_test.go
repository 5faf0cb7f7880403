package deploy_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"edgetune/firmware/deploy"
	"edgetune/firmware/deploy/deploytest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func options(t testing.TB, b *deploytest.Board, version, bad string) deploy.Options {
	t.Helper()
	return deploy.Options{
		Access: b.Access(), Layout: b.Layout(), Config: b.Config(), Release: b.Release(version, bad),
		Timeout: 2 * time.Second, Grace: time.Second,
		Log: func(host, what string) { t.Logf("%s: %s", host, what) },
	}
}

// TestLife: first, again, next, bad, back.
func TestLife(t *testing.T) {
	b := deploytest.Start(t)
	first := options(t, b, "v1.0.0", "")
	run := func(o deploy.Options) (deploy.Result, error) { return deploy.Deploy(t.Context(), b.Address(), o) }

	res, err := run(first)
	require.NoError(t, err)
	assert.Equal(t, deploy.Deployed, res.Action)
	withinFigure(t, "a new version", res.Took, 5*time.Second)
	assertRuns(t, b, "v1.0.0")

	best := time.Hour
	for range 3 {
		res, err = run(first)
		require.NoError(t, err)
		assert.Equal(t, deploy.Unchanged, res.Action)
		best = min(best, res.Took)
	}
	withinFigure(t, "an unchanged version", best, time.Second)

	next := options(t, b, "v1.1.0", "")
	next.DryRun = true
	res, err = run(next)
	require.NoError(t, err)
	assert.Equal(t, deploy.Planned, res.Action)
	assertRuns(t, b, "v1.0.0")
	next.DryRun = false
	res, err = run(next)
	require.NoError(t, err)
	assert.Equal(t, "v1.0.0", res.From)
	assertRuns(t, b, "v1.1.0")

	res, err = run(first)
	require.ErrorContains(t, err, "an older version")
	assertRuns(t, b, "v1.1.0")
	first.AllowDowngrade = true
	_, err = run(first)
	require.NoError(t, err)
	assertRuns(t, b, "v1.0.0")
}

// withinFigure: beside other tests a machine is slower than its figure, so the figure
// itself is for -long.
func withinFigure(t *testing.T, what string, took, figure time.Duration) {
	t.Helper()
	t.Logf("%s: %v", what, took)
	if !*long {
		figure *= 8
	}
	assert.Less(t, took, figure, what)
}

func assertRuns(t testing.TB, b *deploytest.Board, version string) {
	t.Helper()
	got, err := b.Running()
	require.NoError(t, err)
	require.Equal(t, version, got)
}

func TestWhatGoesWrong(t *testing.T) {
	t.Parallel()
	b := deploytest.Start(t)
	good := options(t, b, "v1.0.0", "")
	_, err := deploy.Deploy(t.Context(), b.Address(), good)
	require.NoError(t, err)
	for _, c := range []struct {
		bad, want string
		action    deploy.Action
	}{
		{"selftest", "fails its self-test", deploy.Failed},
		{"broken", "fails its self-test", deploy.Failed},
		{"health", "503", deploy.RolledBack},
		{"dies", "not healthy", deploy.RolledBack},
		{"start", "not healthy", deploy.RolledBack},
		{"stale", "answers", deploy.RolledBack},
	} {
		t.Run(c.bad, func(t *testing.T) {
			res, err := deploy.Deploy(t.Context(), b.Address(), options(t, b, "v2.0.0", c.bad))
			require.ErrorContains(t, err, c.want)
			assert.Equal(t, c.action, res.Action)
			assertRuns(t, b, "v1.0.0")
		})
	}
	t.Run("a configuration that the service refuses", func(t *testing.T) {
		o := good
		o.Config = []byte("[http]\nlisten = \"127.0.0.1:99999\"\n")
		res, err := deploy.Deploy(t.Context(), b.Address(), o)
		require.Error(t, err)
		assert.Equal(t, deploy.RolledBack, res.Action)
		have, err := os.ReadFile(filepath.Join(b.Dir, "etc/edgetune.toml"))
		require.NoError(t, err)
		assert.Equal(t, string(good.Config), string(have), "the old one is back")
		assertRuns(t, b, "v1.0.0")
	})
	t.Run("another board", func(t *testing.T) {
		o := options(t, b, "v2.0.0", "")
		o.Board = "Raspberry Pi 5"
		_, err := deploy.Deploy(t.Context(), b.Address(), o)
		require.ErrorContains(t, err, "not the \"Raspberry Pi 5\"")
	})
	t.Run("a machine without a binary", func(t *testing.T) {
		b.Fake("uname", "echo riscv64")
		defer b.Fake("uname", "")
		_, err := deploy.Deploy(t.Context(), b.Address(), options(t, b, "v2.0.0", ""))
		require.ErrorContains(t, err, "riscv64")
	})
	t.Run("the same version with other bytes", func(t *testing.T) {
		_, err := deploy.Deploy(t.Context(), b.Address(), options(t, b, "v1.0.0", "health"))
		require.ErrorContains(t, err, "a version of its own")
	})
}

// TestFirstFails: after a first deployment that failed nothing is left to start.
func TestFirstFails(t *testing.T) {
	t.Parallel()
	b := deploytest.Start(t)
	res, err := deploy.Deploy(t.Context(), b.Address(), options(t, b, "v1.0.0", "health"))
	require.ErrorContains(t, err, "nothing runs now")
	assert.Equal(t, deploy.RolledBack, res.Action)
	for _, left := range []string{"opt/current", "etc/edgetune.toml"} {
		_, err = os.Lstat(filepath.Join(b.Dir, left))
		assert.ErrorIs(t, err, os.ErrNotExist, left)
	}
	_, err = b.Running()
	assert.Error(t, err)
}
