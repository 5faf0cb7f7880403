package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/cross"
	"edgetune/firmware/deploy"
)

// TestSameBytes makes a release of two clean clones that lie at different places, and
// compiles nothing of the second with what was compiled for the first.
func TestSameBytes(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles everything twice")
	}
	arm64 := []cross.Build{{GOARCH: "arm64"}}
	first, second := clone(t, "a"), clone(t, "elsewhere/b")
	a := release{root: first, out: filepath.Join(first, "build/release"), builds: arm64}
	require.NoError(t, a.make(t.Context()))
	t.Setenv("GOCACHE", t.TempDir())
	b := release{root: second, out: filepath.Join(second, "build/release"), builds: arm64}
	require.NoError(t, b.make(t.Context()))

	names, err := filepath.Glob(filepath.Join(a.out, "*"))
	require.NoError(t, err)
	require.Len(t, names, 4, "a binary, its SBOM, release.json, SHA256SUMS")
	for _, path := range names {
		assert.Equal(t, sum(t, path), sum(t, filepath.Join(b.out, filepath.Base(path))), filepath.Base(path))
	}
	assert.NotContains(t, a.version, "dirty", "the clone is clean")
	check(t, a)
}

// clone makes a clean clone of the commit that is checked out.
func clone(t *testing.T, name string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), name)
	out, err := exec.Command("git", "clone", "-q", "--no-hardlinks", "../..", dir).CombinedOutput()
	require.NoError(t, err, "%s", out)
	return dir
}

func sum(t *testing.T, path string) string {
	t.Helper()
	out, err := exec.Command("sha256sum", path).Output()
	require.NoError(t, err)
	return strings.Fields(string(out))[0]
}

// check: the sums are right, the SBOM lists the modules, deploy can read the release.
func check(t *testing.T, r release) {
	t.Helper()
	c := exec.Command("sha256sum", "-c", "SHA256SUMS")
	c.Dir = r.out
	out, err := c.CombinedOutput()
	require.NoError(t, err, "%s", out)
	opened, err := deploy.OpenRelease(r.out, nil)
	require.NoError(t, err)
	assert.Equal(t, r.manifest, opened.Manifest)

	var b bom
	text, err := os.ReadFile(filepath.Join(r.out, r.manifest.Builds[0].Name+sbomSuffix))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &b))
	assert.Equal(t, "edgetune", b.Metadata.Component.Name)
	var parts []string
	for _, p := range b.Parts {
		parts = append(parts, p.Name)
	}
	assert.Contains(t, parts, "std")
	assert.Contains(t, parts, "github.com/spf13/cobra")
	assert.NotContains(t, string(text), r.root, "no path of this machine")
}

// TestEveryBoardHasABuild: what deploy picks for a board is what is shipped for it.
func TestEveryBoardHasABuild(t *testing.T) {
	machines := map[string][]string{"arm64": {"aarch64"}, "arm": {"armv6l", "armv7l"}}
	for _, board := range cross.Boards {
		for _, m := range machines[board.Core.GOARCH] {
			name, err := deploy.Board{Machine: m}.Build()
			require.NoError(t, err)
			found := false
			for _, b := range shipped() {
				found = found || b.String() == name && board.Core.Runs(b)
			}
			assert.True(t, found, "%s, %s: %s", board.Model, m, name)
		}
	}
}
