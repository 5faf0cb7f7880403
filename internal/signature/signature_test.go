package signature

import (
	"crypto/rand"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"aead.dev/minisign"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func newKey(t testing.TB) (Key, minisign.PrivateKey) {
	t.Helper()
	public, private, err := minisign.GenerateKey(rand.Reader)
	require.NoError(t, err)
	return Key{public}, private
}

func sign(private minisign.PrivateKey, message []byte, comment string) []byte {
	return minisign.SignWithComments(private, message, comment, "")
}

func TestVerify(t *testing.T) {
	key, private := newKey(t)
	message := []byte("weights")
	good := sign(private, message, "edgetune model v1.2.3")
	c, err := Verify(key, message, good, Model)
	require.NoError(t, err)
	assert.Equal(t, Claim{Model, "v1.2.3"}, c)
	assert.Equal(t, "edgetune model v1.2.3", c.String())

	_, stranger := newKey(t)
	for _, x := range []struct {
		name         string
		message, sig []byte
		want         string
	}{
		{"another file", []byte("Weights"), good, "was changed"},
		{"no signature", message, nil, "not a minisign"},
		{"a stranger's key", message, sign(stranger, message, "edgetune model v1.2.3"), "made with key"},
		{"signed as something else", message, sign(private, message, "edgetune release v1.2.3"), "signed as a release"},
		{"the comment of minisign itself", message, sign(private, message, "timestamp:1"), "does not say"},
		{"no version", message, sign(private, message, "edgetune model 1"), "does not say"},
		{"too long", message, make([]byte, maxSignature+1), "not a minisign"},
	} {
		t.Run(x.name, func(t *testing.T) {
			_, err := Verify(key, x.message, x.sig, Model)
			assert.ErrorContains(t, err, x.want)
		})
	}
}

// TestEveryBitCounts: no change of one bit of a signature goes through.
func TestEveryBitCounts(t *testing.T) {
	key, private := newKey(t)
	message := []byte("weights")
	good := sign(private, message, "edgetune model v1.2.3")
	var s minisign.Signature
	require.NoError(t, s.UnmarshalText(good))
	for i := range s.Signature {
		bad := s
		bad.Signature[i] ^= 1
		text, err := bad.MarshalText()
		require.NoError(t, err)
		if _, err := Verify(key, message, text, Model); err == nil {
			t.Fatalf("byte %d of the signature may be changed", i)
		}
	}
	s.TrustedComment = "edgetune model v9.9.9"
	text, err := s.MarshalText()
	require.NoError(t, err)
	_, err = Verify(key, message, text, Model)
	assert.ErrorContains(t, err, "was changed", "the comment is covered")
}

func TestCheckUpgrade(t *testing.T) {
	assert.NoError(t, CheckUpgrade("v1.2.3", "v1.2.3"))
	assert.NoError(t, CheckUpgrade("v1.2.3", "v1.10.0"))
	assert.NoError(t, CheckUpgrade("(devel)", "v1.0.0"))
	assert.NoError(t, CheckUpgrade("v0.0.0-20260101000000-0123456789ab", "v0.0.0-20260102000000-0023456789ab"))
	assert.ErrorIs(t, CheckUpgrade("v1.10.0", "v1.9.9"), ErrDowngrade)
	assert.ErrorIs(t, CheckUpgrade("v1.0.0", "v1.0.0-rc.1"), ErrDowngrade)
}

func TestReadFile(t *testing.T) {
	key, private := newKey(t)
	path := filepath.Join(t.TempDir(), "m")
	require.NoError(t, os.WriteFile(path, []byte("weights"), 0o600))
	_, _, err := ReadFile(path, 100, key, Model)
	require.ErrorContains(t, err, "sign it with minisign -S")
	require.NoError(t, os.WriteFile(path+Suffix, sign(private, []byte("weights"), "edgetune model v2.0.0"), 0o600))
	data, c, err := ReadFile(path, 100, key, Model)
	require.NoError(t, err)
	assert.Equal(t, "weights", string(data))
	assert.Equal(t, "v2.0.0", c.Version)
	_, _, err = ReadFile(path, 3, key, Model)
	assert.ErrorContains(t, err, "more than 3 bytes")
}

func TestReadKey(t *testing.T) {
	key, _ := newKey(t)
	path := filepath.Join(t.TempDir(), "key.pub")
	require.NoError(t, os.WriteFile(path, []byte("untrusted comment: mine\n"+key.key.String()+"\n"), 0o600))
	got, err := ReadKey(path)
	require.NoError(t, err)
	assert.Equal(t, key, got)
	_, err = ParseKey("untrusted comment: x\nAAAA")
	assert.ErrorContains(t, err, "minisign -G")
	_, err = ReadKey(path + "x")
	assert.Error(t, err)
}

// TestMinisign: keys and signatures of the minisign command are understood.
func TestMinisign(t *testing.T) {
	if _, err := exec.LookPath("minisign"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("no minisign: apt-get install minisign")
		}
		t.Skip("no minisign: apt-get install minisign")
	}
	dir := t.TempDir()
	do := func(args ...string) {
		c := exec.Command("minisign", args...)
		c.Dir = dir
		out, err := c.CombinedOutput()
		require.NoError(t, err, "%s", out)
	}
	do("-G", "-W", "-p", "edgetune.pub", "-s", "edgetune.key")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "m"), []byte("weights"), 0o600))
	do("-S", "-s", "edgetune.key", "-m", "m", "-t", "edgetune model v0.1.0")
	key, err := ReadKey(filepath.Join(dir, "edgetune.pub"))
	require.NoError(t, err)
	_, c, err := ReadFile(filepath.Join(dir, "m"), 100, key, Model)
	require.NoError(t, err)
	assert.Equal(t, Claim{Model, "v0.1.0"}, c)
}

func FuzzVerify(f *testing.F) {
	key, private := newKey(f)
	f.Add(sign(private, []byte("weights"), "edgetune model v1.2.3"))
	f.Add([]byte("untrusted comment: \nAAAA\ntrusted comment: x\nAAAA"))
	f.Fuzz(func(t *testing.T, sig []byte) {
		if _, err := Verify(key, []byte("other weights"), sig, Model); err == nil {
			t.Fatal("a signature out of thin air")
		}
	})
}
