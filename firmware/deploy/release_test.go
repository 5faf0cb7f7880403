package deploy

import (
	"crypto/rand"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"aead.dev/minisign"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/internal/signature"
)

// signer makes keys and signatures.
type signer struct {
	key     signature.Key
	private minisign.PrivateKey
}

func newSigner(t *testing.T) signer {
	t.Helper()
	public, private, err := minisign.GenerateKey(rand.Reader)
	require.NoError(t, err)
	key, err := signature.ParseKey(public.String())
	require.NoError(t, err)
	return signer{key, private}
}

func (s signer) sign(t *testing.T, path, comment string) {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	sig := minisign.SignWithComments(s.private, data, comment, "")
	require.NoError(t, os.WriteFile(path+signature.Suffix, sig, 0o600))
}

func writeRelease(t *testing.T, m Manifest) string {
	t.Helper()
	dir := t.TempDir()
	text, err := json.Marshal(m)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, ManifestName), text, 0o600))
	return dir
}

func TestSignedRelease(t *testing.T) {
	s := newSigner(t)
	dir := writeRelease(t, Manifest{Version: "v1.0.0"})
	path := filepath.Join(dir, ManifestName)
	_, err := OpenRelease(dir, &s.key)
	require.ErrorContains(t, err, "minisign -S", "not signed")
	s.sign(t, path, "edgetune release v1.0.0")
	r, err := OpenRelease(dir, &s.key)
	require.NoError(t, err)
	assert.Equal(t, "v1.0.0", r.Version)

	s.sign(t, path, "edgetune release v2.0.0")
	_, err = OpenRelease(dir, &s.key)
	assert.ErrorContains(t, err, "but signed as v2.0.0", "an old release under a new name")
	s.sign(t, path, "edgetune model v1.0.0")
	_, err = OpenRelease(dir, &s.key)
	assert.ErrorContains(t, err, "as a model")
	other := newSigner(t)
	other.sign(t, path, "edgetune release v1.0.0")
	_, err = OpenRelease(dir, &s.key)
	assert.ErrorContains(t, err, "made with key")

	s.sign(t, path, "edgetune release v1.0.0")
	require.NoError(t, os.WriteFile(path, []byte("{"), 0o600))
	_, err = OpenRelease(dir, &s.key)
	assert.ErrorContains(t, err, "was changed", "verified before it is parsed")
}

func TestManifest(t *testing.T) {
	good := File{Build: "arm64", Name: "edgetune-arm64", Size: 4, SHA256: hashOf([]byte("data"))}
	for name, change := range map[string]func(*Manifest){
		"version":   func(m *Manifest) { m.Version = "1.0" },
		"path":      func(m *Manifest) { m.Builds[0].Name = "../edgetune" },
		"hash":      func(m *Manifest) { m.Builds[0].SHA256 = strings.Repeat("g", 64) },
		"no size":   func(m *Manifest) { m.Builds[0].Size = 0 },
		"much size": func(m *Manifest) { m.Builds[0].Size = maxBinary + 1 },
	} {
		t.Run(name, func(t *testing.T) {
			m := Manifest{Version: "v1.0.0", Builds: []File{good}}
			change(&m)
			_, err := OpenRelease(writeRelease(t, m), nil)
			assert.Error(t, err)
		})
	}
	dir := writeRelease(t, Manifest{Version: "v1.0.0", Builds: []File{good}})
	r, err := OpenRelease(dir, nil)
	require.NoError(t, err)
	path := filepath.Join(dir, good.Name)
	require.NoError(t, os.WriteFile(path, []byte("data"), 0o600))
	_, data, err := r.read("arm64")
	require.NoError(t, err)
	assert.Equal(t, "data", string(data))
	require.NoError(t, os.WriteFile(path, []byte("dato"), 0o600))
	_, _, err = r.read("arm64")
	assert.ErrorContains(t, err, "the manifest says")
	_, _, err = r.read("arm6")
	assert.ErrorContains(t, err, "no build arm6")
}

func TestOpenModel(t *testing.T) {
	s := newSigner(t)
	path := filepath.Join(t.TempDir(), "m.safetensors")
	require.NoError(t, os.WriteFile(path, []byte("weights"), 0o600))
	_, err := OpenModel(path, &s.key)
	require.Error(t, err)
	s.sign(t, path, "edgetune model v3.0.0")
	m, err := OpenModel(path, &s.key)
	require.NoError(t, err)
	assert.Equal(t, "v3.0.0", m.claim.Version)
	assert.NotEmpty(t, m.sig)
	_, err = OpenModel(path, nil)
	assert.NoError(t, err)
}
