package deploytest

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"github.com/stretchr/testify/require"

	"edgetune/firmware/deploy"
)

// builds are the names of the builds for this kind of machine.
var builds = map[string]string{"amd64": "amd64v1", "arm64": "arm64", "arm": "arm6"}

// Build is the name of this machine's build.
func Build() string { return builds[runtime.GOARCH] }

// Release makes a release whose program has something wrong with it: selftest, health,
// dies, start (it does not), stale (it answers with another version), broken (no
// program at all), or nothing.
func (b *Board) Release(version, bad string) deploy.Release {
	b.t.Helper()
	r, err := deploy.OpenRelease(b.ReleaseFolder(version, bad), nil)
	require.NoError(b.t, err)
	return r
}

// ReleaseFolder is the folder of such a release.
func (b *Board) ReleaseFolder(version, bad string) string {
	b.t.Helper()
	data := append([]byte(nil), b.program()...)
	if bad == "broken" {
		clear(data[:512])
	}
	data = fmt.Appendf(data, "\n{\"Version\":%q,\"Bad\":%q}", version, bad)
	dir, name := b.t.TempDir(), "edgetune-"+Build()
	require.NoError(b.t, os.WriteFile(filepath.Join(dir, name), data, 0o600))
	m := deploy.Manifest{Version: version, Builds: []deploy.File{{
		Build: Build(), Name: name, Size: int64(len(data)), SHA256: fmt.Sprintf("%x", sha256.Sum256(data)),
	}}}
	text, err := json.Marshal(m)
	require.NoError(b.t, err)
	require.NoError(b.t, os.WriteFile(filepath.Join(dir, deploy.ManifestName), text, 0o600))
	return dir
}

// program builds the service, once for each board.
func (b *Board) program() []byte {
	b.t.Helper()
	path := b.path("fakesvc")
	if b.service == "" {
		c := exec.Command("go", "build", "-buildvcs=false", "-ldflags=-s -w", "-o", path, "edgetune/firmware/deploy/testdata/fakesvc")
		out, err := c.CombinedOutput()
		require.NoError(b.t, err, "%s", out)
		b.service = path
	}
	data, err := os.ReadFile(path)
	require.NoError(b.t, err)
	return data
}
