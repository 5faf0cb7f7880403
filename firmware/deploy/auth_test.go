package deploy_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"edgetune/firmware/deploy"
	"edgetune/firmware/deploy/deploytest"
)

// serveAgent is an ssh-agent that holds the key in a file, and its socket.
func serveAgent(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	key, err := ssh.ParseRawPrivateKey(text)
	require.NoError(t, err)
	ring := agent.NewKeyring()
	require.NoError(t, ring.Add(agent.AddedKey{PrivateKey: key}))
	socket := filepath.Join(t.TempDir(), "agent")
	l, err := net.Listen("unix", socket)
	require.NoError(t, err)
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			agent.ServeAgent(ring, conn) // ends when the other side hangs up
			conn.Close()
		}
	})
	t.Cleanup(func() {
		l.Close()
		wg.Wait()
	})
	return socket
}

func TestLogin(t *testing.T) {
	t.Parallel()
	b := deploytest.Start(t)
	o := options(t, b, "v1.0.0", "")
	o.DryRun = true
	key := filepath.Join(b.Dir, "home/.ssh/id_ed25519")
	known := filepath.Join(b.Dir, "home/.ssh/known_hosts")
	try := func(a deploy.Access) error {
		a.KnownHosts = known
		o.Access = a
		_, err := deploy.Deploy(t.Context(), b.Address(), o)
		return err
	}
	empty := t.TempDir()
	assert.NoError(t, try(deploy.Access{Home: empty, Identity: key}), "a key that is named")
	assert.NoError(t, try(deploy.Access{Home: empty, Agent: serveAgent(t, key)}), "the agent's")
	assert.ErrorContains(t, try(deploy.Access{Home: empty}), "ssh-keygen -t ed25519")
	assert.ErrorContains(t, try(deploy.Access{Home: empty, Identity: empty + "/none"}), "no such file")

	_, private, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	locked := filepath.Join(empty, "locked")
	block, err := ssh.MarshalPrivateKeyWithPassphrase(private, "", []byte("secret"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(locked, pem.EncodeToMemory(block), 0o600))
	assert.ErrorContains(t, try(deploy.Access{Home: empty, Identity: locked}), "ssh-add "+locked)
}

// TestTwoAtOnce: two laptops, one board: one waits for the other.
func TestTwoAtOnce(t *testing.T) {
	t.Parallel()
	b := deploytest.Start(t)
	_, err := deploy.Deploy(t.Context(), b.Address(), options(t, b, "v1.0.0", ""))
	require.NoError(t, err)
	versions := []string{"v1.1.0", "v1.2.0"}
	var wg sync.WaitGroup
	errs := make([]error, len(versions))
	for i, v := range versions {
		o := options(t, b, v, "")
		wg.Go(func() { _, errs[i] = deploy.Deploy(t.Context(), b.Address(), o) })
	}
	wg.Wait()
	assert.NoError(t, errs[0])
	assert.NoError(t, errs[1])
	got, err := b.Running()
	require.NoError(t, err)
	assert.Contains(t, versions, got)
}
