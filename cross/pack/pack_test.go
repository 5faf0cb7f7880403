package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/firmware/deploy"
)

// TestPackages makes a release and its packages, asks lintian about each, and installs
// and removes the one for this machine in a new Debian.
func TestPackages(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a release and sets up a Debian")
	}
	need(t, "lintian", "debootstrap")
	dir := t.TempDir()
	run(t, "../..", "go", "run", "./cross/release", "-out", filepath.Join(dir, "release"))
	p := packer{root: "../..", release: filepath.Join(dir, "release"), out: filepath.Join(dir, "packages")}
	p.native = filepath.Join(p.release, "edgetune-"+map[string]string{"amd64": "amd64v1", "arm64": "arm64"}[runtime.GOARCH])
	paths, err := p.all(t.Context())
	require.NoError(t, err)
	require.Len(t, paths, 3)
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) { lint(t, path) })
	}
	again := p
	again.out = filepath.Join(dir, "again")
	_, err = again.all(t.Context())
	require.NoError(t, err)
	for _, path := range paths {
		a, err := os.ReadFile(path)
		require.NoError(t, err)
		b, err := os.ReadFile(filepath.Join(again.out, filepath.Base(path)))
		require.NoError(t, err)
		assert.True(t, bytes.Equal(a, b), "%s is not the same twice", filepath.Base(path))
	}
	t.Run("installed and removed", func(t *testing.T) { install(t, dir, paths) })
}

// lint wants nothing at all from lintian, down to the pedantic. Strings lie side by side
// in a Go binary, in an order that changes with each build: their seams are no spelling.
func lint(t *testing.T, path string) {
	run(t, ".", "lintian", "--allow-root", "--suppress-tags", "spelling-error-in-binary", "--fail-on", "error,warning,info,pedantic", "-I", "--pedantic", path)
}

// need skips a test without a program, and fails it in CI.
func need(t *testing.T, programs ...string) {
	t.Helper()
	for _, p := range programs {
		if _, err := exec.LookPath(p); err != nil {
			if os.Getenv("CI") != "" {
				t.Fatalf("no %s: apt-get install %s", p, p)
			}
			t.Skipf("no %s: apt-get install %s", p, p)
		}
	}
}

func run(t *testing.T, dir string, argv ...string) string {
	t.Helper()
	c := exec.Command(argv[0], argv[1:]...)
	c.Dir = dir
	out, err := c.CombinedOutput()
	require.NoError(t, err, "%s\n%s", strings.Join(argv, " "), out)
	return string(out)
}

// install installs the package for this machine in a root made by debootstrap, looks
// around, and purges it.
func install(t *testing.T, dir string, paths []string) {
	if os.Getuid() != 0 {
		if os.Getenv("CI") != "" {
			t.Fatal("debootstrap needs root")
		}
		t.Skip("debootstrap needs root")
	}
	root := filepath.Join(dir, "root")
	run(t, ".", "debootstrap", "--variant=minbase", "bookworm", root)
	for _, path := range paths {
		if strings.HasSuffix(path, "_"+runtime.GOARCH+".deb") {
			data, err := os.ReadFile(path)
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(filepath.Join(root, "edgetune.deb"), data, 0o644))
		}
	}
	in := func(argv ...string) string { return run(t, ".", append([]string{"chroot", root}, argv...)...) }
	before := files(t, root)
	in("dpkg", "-i", "/edgetune.deb")
	assert.Contains(t, in("edgetune", "version"), "edgetune v0.0.0-")
	assert.Contains(t, in("getent", "group", "i2c"), "i2c")
	assert.Empty(t, strings.TrimSpace(in("dpkg", "--verify", "edgetune")))
	assert.FileExists(t, filepath.Join(root, "etc/edgetune/edgetune.toml"))
	in("bash", "-n", "/usr/share/bash-completion/completions/edgetune")
	in("dpkg", "-r", "edgetune")
	assert.FileExists(t, filepath.Join(root, "etc/edgetune/edgetune.toml"), "a removal keeps the configuration")
	in("dpkg", "-P", "edgetune")
	assert.Equal(t, before, files(t, root), "nothing is left")
}

// files lists a root, without what any installation changes.
func files(t *testing.T, root string) string {
	t.Helper()
	out := run(t, root, "find", ".", "-xdev", "-not", "-path", "./var/lib/dpkg/*", "-not", "-path", "./var/log/*",
		"-not", "-path", "./var/cache/*", "-not", "-path", "./proc/*", "-not", "-path", "./sys/*")
	lines := strings.Split(out, "\n")
	var kept []string
	for _, l := range lines {
		if !regexp.MustCompile(`^\./etc/g?(shadow|group)-?$`).MatchString(l) {
			kept = append(kept, l)
		}
	}
	slices.Sort(kept)
	return strings.Join(kept, "\n")
}

// mostExposed is how much systemd-analyze may find open, of 10.
const mostExposed = 1.7

// TestUnit: systemd understands the unit, and finds little to attack.
func TestUnit(t *testing.T) {
	need(t, "systemd-analyze")
	binary, err := os.Executable()
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "edgetune.service")
	require.NoError(t, os.WriteFile(path, deploy.Unit(binary, "/etc/edgetune"), 0o644))
	out := run(t, ".", "systemd-analyze", "verify", "--man=no", path)
	assert.Empty(t, strings.TrimSpace(out))
	out = run(t, ".", "systemd-analyze", "security", "--no-pager", "--offline=true", path)
	m := regexp.MustCompile(`exposure level for \S+: ([\d.]+)`).FindStringSubmatch(out)
	require.NotNil(t, m, out)
	exposed, err := strconv.ParseFloat(m[1], 64)
	require.NoError(t, err)
	assert.LessOrEqual(t, exposed, mostExposed)
}

func TestVersion(t *testing.T) {
	for have, want := range map[string]string{
		"v1.2.3":                             "1.2.3",
		"v1.2.3-rc.1":                        "1.2.3~rc.1",
		"v0.0.0-20260102150405-0123456789ab": "0.0.0~20260102150405.0123456789ab",
	} {
		p := packer{manifest: deploy.Release{Manifest: deploy.Manifest{Version: have}}}
		assert.Equal(t, want, p.version(), fmt.Sprint(have))
	}
}
