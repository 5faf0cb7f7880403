package cross

import (
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A compiler may fuse x*y + z, and does so for some machines only. The listing of
// the compiler shows where: it holds Go code alone, so kernels in assembly, which
// fuse by contract, are not in it.
var (
	place        = regexp.MustCompile(`\(([^()\s]+\.go:\d+)\)\s+(\S+)`)
	compileError = regexp.MustCompile(`(?m)^\S+:\d+:\d+: .*`)
	// VMLA of 32-bit Arm (MULAF, MULSF) rounds the product, so it is not fused.
	fusedOp = regexp.MustCompile(`^(FN?M(ADD|SUB)[SD]|FN?MUL[AS][FD]|VFN?M(ADD|SUB)\w+)$`)
)

func TestNoFusedInstructions(t *testing.T) {
	for _, c := range []struct{ name, env string }{
		{"arm64", "GOARCH=arm64"},
		{"arm", "GOARCH=arm"},
		{"amd64 v3", "GOAMD64=v3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Empty(t, fused(listing(t, c.env)), "fused: write float32(x*y) + z (docs/numerics.md, N9)")
		})
	}
}

// listing compiles every library and returns what the compiler made of it.
func listing(t *testing.T, env string) string {
	t.Helper()
	args := []string{"build", "-trimpath", "-gcflags=-S"}
	for _, p := range packages(t, "amd64") {
		if p.isLibrary() {
			args = append(args, p.ImportPath)
		}
	}
	c := exec.Command("go", args...)
	c.Dir, c.Env = root, append(os.Environ(), "CGO_ENABLED=0", env)
	out, err := c.CombinedOutput()
	require.NoError(t, err, "%s", compileError.FindAllString(string(out), -1))
	require.Contains(t, string(out), "STEXT", "no listing")
	return string(out)
}

// fused returns the instructions of a listing that round once where Go wrote two
// operations, as file:line op.
func fused(listing string) []string {
	var found []string
	for line := range strings.Lines(listing) {
		if m := place.FindStringSubmatch(line); m != nil && fusedOp.MatchString(m[2]) {
			found = append(found, m[1]+" "+m[2])
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

func TestFusedFindsThem(t *testing.T) {
	text := strings.Join([]string{
		"edgetune/x.f STEXT size=96",
		"\t0x000f 00015 (edgetune/x/a.go:20)\tVFMADD231SD\tX1, X3, X2",
		"\t0x0010 00016 (edgetune/x/b.go:7)\tFMADDS\tF2, F1, F0, F3",
		"\t0x0014 00020 (edgetune/x/b.go:8)\tFNMSUBD\tF2, F1, F0, F3",
		"\t0x0018 00024 (edgetune/x/b.go:9)\tFMULS\tF2, F1, F0",
		"\t0x001c 00028 (edgetune/x/c.go:1)\tMULAF\tF2, F1, F0",
		"\t0x0020 00032 (edgetune/x/c.go:2)\tFMULAF\tF2, F1, F0",
	}, "\n")
	assert.Equal(t, []string{
		"edgetune/x/a.go:20 VFMADD231SD", "edgetune/x/b.go:7 FMADDS", "edgetune/x/b.go:8 FNMSUBD", "edgetune/x/c.go:2 FMULAF",
	}, fused(text))
}

func TestFusedSeesTheCompilerFuse(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(dir+"/a.go", []byte("package a\n\nfunc F(x, y, z float32) float32 { return x*y + z }\n"), 0o600))
	require.NoError(t, os.WriteFile(dir+"/go.mod", []byte("module a\n"), 0o600))
	for _, env := range []string{"GOARCH=arm64", "GOAMD64=v3"} {
		c := exec.Command("go", "build", "-gcflags=-S", ".")
		c.Dir, c.Env = dir, append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=-mod=mod", env)
		out, err := c.CombinedOutput()
		require.NoError(t, err, "%s", out)
		assert.Len(t, fused(string(out)), 1, env)
	}
}
