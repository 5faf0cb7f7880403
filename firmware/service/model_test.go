package service_test

import (
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"testing"

	"aead.dev/minisign"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/firmware/service"
	"edgetune/internal/trial"
	"edgetune/sensors"
	"edgetune/sensors/replay"
)

// signer is somebody with a key.
type signer struct {
	public  minisign.PublicKey
	private minisign.PrivateKey
}

func newSigner(t testing.TB) signer {
	t.Helper()
	public, private, err := minisign.GenerateKey(rand.Reader)
	require.NoError(t, err)
	return signer{public, private}
}

// sign writes the signature of a file beside it.
func (s signer) sign(t testing.TB, path, comment string) {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path+".minisig", minisign.SignWithComments(s.private, data, comment, ""), 0o600))
}

// signedConfig is a service with a key and a model in a folder of the test, and an empty
// folder for what is temporary.
func signedConfig(t testing.TB, key signer) service.Config {
	t.Helper()
	c := config(t)
	data, err := os.ReadFile(c.Model.File)
	require.NoError(t, err)
	c.Model.File, c.Model.Key = filepath.Join(t.TempDir(), "model"), key.public.String()
	require.NoError(t, os.WriteFile(c.Model.File, data, 0o600))
	return c
}

// emptyTemp sets a folder for temporary files that must be empty in the end.
func emptyTemp(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	t.Cleanup(func() {
		left, err := os.ReadDir(temp)
		require.NoError(t, err)
		assert.Empty(t, left, "a copy of the model is left")
	})
}

func TestSignedModel(t *testing.T) {
	key := newSigner(t)
	c := signedConfig(t, key)
	emptyTemp(t)
	key.sign(t, c.Model.File, "edgetune model v1.2.3")
	f, version, err := c.OpenModel()
	require.NoError(t, err)
	assert.Equal(t, "v1.2.3", version)
	assert.Equal(t, []string{"slow", "medium", "fast"}, f.Bundle.Classes)
	require.NoError(t, f.Close())

	p := newTap(t, replay.TargetAdapt)
	source := func(context.Context) (sensors.Source, error) { return p, nil }
	r := start(t, service.Options{Config: c, Source: source})
	assert.Contains(t, r.log.String(), "signed=v1.2.3")
	r.end()

	newSigner(t).sign(t, c.Model.File, "edgetune model v1.2.3")
	_, err = service.New(context.Background(), service.Options{Config: c, Source: source})
	require.ErrorContains(t, err, "made with key")
}

// TestUnsignedModel: no file is opened that is not signed, and none of these is even
// looked at: they are no models, and no error says so.
func TestUnsignedModel(t *testing.T) {
	key := newSigner(t)
	c := signedConfig(t, key)
	emptyTemp(t)
	refused := func(name, want string) {
		t.Helper()
		_, _, err := c.OpenModel()
		require.ErrorContains(t, err, "model.key", name)
		require.ErrorContains(t, err, want, name)
		require.NotContains(t, err.Error(), "corrupt", name)
	}
	require.NoError(t, os.WriteFile(c.Model.File, []byte("not a model"), 0o600))
	refused("no signature", "sign it with minisign -S")
	newSigner(t).sign(t, c.Model.File, "edgetune model v1.0.0")
	refused("of a stranger", "made with key")
	key.sign(t, c.Model.File, "edgetune release v1.0.0")
	refused("of another kind", "signed as a release")
	key.sign(t, c.Model.File, "edgetune model v1.0.0")
	require.NoError(t, os.WriteFile(c.Model.File, []byte("not a modem"), 0o600))
	refused("changed", "one of them was changed")

	key.sign(t, c.Model.File, "edgetune model v1.0.0")
	_, _, err := c.OpenModel()
	require.ErrorContains(t, err, c.Model.File, "signed, but no model")
}

// TestRefusesAutoencoder: a net that answers nothing is refused at the door, by a check too.
func TestRefusesAutoencoder(t *testing.T) {
	c := config(t)
	c.Model.File = filepath.Join(t.TempDir(), "model")
	_, err := trial.Train(context.Background(), trial.TrainOptions{
		Data: trial.Data{Dir: trained(t).data}, Model: "auto", Self: true, Out: c.Model.File, Seed: 1, Steps: 10,
	})
	require.NoError(t, err)
	_, _, err = c.OpenModel()
	require.ErrorContains(t, err, "is an autoencoder")
	var h interface{ Hint() string }
	require.ErrorAs(t, err, &h)
	assert.Contains(t, h.Hint(), "edgetune eval --anomaly")
	_, err = service.New(context.Background(), service.Options{Config: c})
	require.ErrorContains(t, err, "is an autoencoder")
}
