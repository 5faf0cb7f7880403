package deploy_test

import (
	"crypto/rand"
	"os"
	"path/filepath"
	"testing"

	"aead.dev/minisign"
	"github.com/stretchr/testify/require"

	"edgetune/firmware/deploy"
	"edgetune/internal/signature"
)

// signingKey makes signed models.
type signingKey struct {
	public  signature.Key
	private minisign.PrivateKey
}

func newKey(t *testing.T) signingKey {
	t.Helper()
	public, private, err := minisign.GenerateKey(rand.Reader)
	require.NoError(t, err)
	key, err := signature.ParseKey(public.String())
	require.NoError(t, err)
	return signingKey{key, private}
}

func (k signingKey) model(t *testing.T, weights, version string) *deploy.Model {
	t.Helper()
	path := filepath.Join(t.TempDir(), "m.safetensors")
	sig := minisign.SignWithComments(k.private, []byte(weights), "edgetune model "+version, "")
	require.NoError(t, os.WriteFile(path, []byte(weights), 0o600))
	require.NoError(t, os.WriteFile(path+signature.Suffix, sig, 0o600))
	m, err := deploy.OpenModel(path, &k.public)
	require.NoError(t, err)
	return m
}
