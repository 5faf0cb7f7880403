package deploy_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/firmware/deploy"
	"edgetune/firmware/deploy/deploytest"
)

// fleet is three boards and the file that lists them.
func fleet(t *testing.T, settings string) ([]*deploytest.Board, deploy.Hosts) {
	var text strings.Builder
	text.WriteString(settings)
	var boards []*deploytest.Board
	dir := t.TempDir()
	for i := range 3 {
		b := deploytest.Start(t)
		if i > 0 {
			b.Admit(boards[0])
		}
		boards = append(boards, b)
		config := fmt.Sprintf("%d.toml", i)
		require.NoError(t, os.WriteFile(filepath.Join(dir, config), b.Config(), 0o600))
		l := b.Layout()
		fmt.Fprintf(&text, "[[host]]\naddress = %q\nconfig = %q\nroot = %q\netc = %q\nservice = [%q]\n",
			b.Address().Dial(), config, l.Root, l.Etc, l.Service[0])
	}
	path := filepath.Join(dir, "hosts.toml")
	require.NoError(t, os.WriteFile(path, []byte(text.String()), 0o600))
	h, err := deploy.ReadHosts(path)
	require.NoError(t, err)
	return boards, h
}

func actions(results []deploy.Result) (all []deploy.Action) {
	for _, r := range results {
		all = append(all, r.Action)
	}
	return all
}

func TestFleet(t *testing.T) {
	t.Parallel()
	boards, h := fleet(t, "canary = 1\nparallel = 1000000000\n")
	good := options(t, boards[0], "v1.0.0", "")
	good.Config = nil
	results, err := deploy.Fleet(t.Context(), h, good)
	require.NoError(t, err)
	assert.Equal(t, []deploy.Action{deploy.Deployed, deploy.Deployed, deploy.Deployed}, actions(results))
	for _, b := range boards {
		assertRuns(t, b, "v1.0.0")
	}

	bad := good
	bad.Release = boards[0].Release("v1.1.0", "health")
	results, err = deploy.Fleet(t.Context(), h, bad)
	require.ErrorContains(t, err, "503")
	assert.Equal(t, []deploy.Action{deploy.RolledBack, deploy.Skipped, deploy.Skipped}, actions(results), "the canary")
	for _, b := range boards {
		assertRuns(t, b, "v1.0.0")
	}

	h.Parallel = 1
	next := good
	next.Release = boards[0].Release("v1.2.0", "")
	boards[1].Fake("uname", "echo riscv64")
	results, err = deploy.Fleet(t.Context(), h, next)
	require.ErrorContains(t, err, "riscv64")
	assert.Equal(t, []deploy.Action{deploy.Deployed, deploy.Failed, deploy.Skipped}, actions(results), "the first failure")
}

func TestHostKeys(t *testing.T) {
	t.Parallel()
	b := deploytest.Start(t)
	o := options(t, b, "v1.0.0", "")
	known := filepath.Join(t.TempDir(), "ssh", "known_hosts")
	o.Access.KnownHosts, o.DryRun = known, true
	_, err := deploy.Deploy(t.Context(), b.Address(), o)
	require.ErrorContains(t, err, "give --accept-new-host")
	require.ErrorContains(t, err, "SHA256:")

	o.Access.AcceptNewHost = true
	_, err = deploy.Deploy(t.Context(), b.Address(), o)
	require.NoError(t, err)
	o.Access.AcceptNewHost = false
	_, err = deploy.Deploy(t.Context(), b.Address(), o)
	require.NoError(t, err, "it was written down")

	other := deploytest.Start(t)
	text, err := os.ReadFile(filepath.Join(other.Dir, "home/.ssh/known_hosts"))
	require.NoError(t, err)
	wrong := strings.Replace(string(text), fmt.Sprint(other.Line.Port()), fmt.Sprint(b.Line.Port()), 1)
	require.NoError(t, os.WriteFile(known, []byte(wrong), 0o600))
	o.Access.AcceptNewHost = true
	_, err = deploy.Deploy(t.Context(), b.Address(), o)
	require.ErrorContains(t, err, "ssh-keygen -R", "a changed key is never accepted")
}

// TestSystemd: with systemd the unit is installed, and all of it as root.
func TestSystemd(t *testing.T) {
	t.Parallel()
	b := deploytest.Start(t)
	b.Systemd()
	b.Fake("id", "echo 1000")
	b.Fake("chown", "exit 0")
	o := options(t, b, "v1.0.0", "")
	o.Layout.Service = nil
	_, err := deploy.Deploy(t.Context(), b.Address(), o)
	require.NoError(t, err)
	assertRuns(t, b, "v1.0.0")
	unit, err := os.ReadFile(filepath.Join(b.Dir, "etc/edgetune.service"))
	require.NoError(t, err)
	assert.Contains(t, string(unit), "ExecStart="+b.Dir+"/opt/current/edgetune run --config "+b.Dir+"/etc/edgetune.toml\n")
	log, err := os.ReadFile(filepath.Join(b.Dir, "systemctl.log"))
	require.NoError(t, err)
	assert.Regexp(t, `(?s)daemon-reload.*reset-failed edgetune.*enable -q edgetune\nrestart edgetune\n`, string(log))
	log, err = os.ReadFile(filepath.Join(b.Dir, "sudo.log"))
	require.NoError(t, err)
	assert.Contains(t, string(log), "-n setsid sh switch.sh")

	o.Release = b.Release("v1.1.0", "health")
	_, err = deploy.Deploy(t.Context(), b.Address(), o)
	require.Error(t, err)
	assertRuns(t, b, "v1.0.0")

	b.Fake("sudo", "echo sudo: a password is required >&2; exit 1")
	_, err = deploy.Deploy(t.Context(), b.Address(), o)
	assert.ErrorContains(t, err, "without a password")
}

// TestModel: a signed model goes to the board with its signature, and no older one
// replaces it.
func TestModel(t *testing.T) {
	t.Parallel()
	b := deploytest.Start(t)
	key := newKey(t)
	o := options(t, b, "v1.0.0", "")
	o.Model = key.model(t, "new weights", "v2.0.0")
	_, err := deploy.Deploy(t.Context(), b.Address(), o)
	require.NoError(t, err)
	have, err := os.ReadFile(filepath.Join(b.Dir, "etc/model.safetensors"))
	require.NoError(t, err)
	assert.Equal(t, "new weights", string(have))

	o.Model = key.model(t, "old weights", "v1.9.0")
	_, err = deploy.Deploy(t.Context(), b.Address(), o)
	require.ErrorContains(t, err, "v1.9.0 would replace v2.0.0")
	o.AllowDowngrade = true
	res, err := deploy.Deploy(t.Context(), b.Address(), o)
	require.NoError(t, err)
	assert.Equal(t, deploy.Deployed, res.Action, "the same program, another model")
	res, err = deploy.Deploy(t.Context(), b.Address(), o)
	require.NoError(t, err)
	assert.Equal(t, deploy.Unchanged, res.Action)
}
