package cross

import (
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// root is the module's folder as seen from this package.
const root = ".."

// pkg is what `go list` tells of a package.
type pkg struct {
	ImportPath, Dir  string
	GoFiles, Imports []string
	Error            *struct{ Err string }
}

// path returns the import path inside the module.
func (p pkg) path() string { return strings.TrimPrefix(p.ImportPath, "edgetune/") }

// outside are packages whose results reach no weight on a device: commands, checks,
// examples, and the reference of the optimisers.
var outside = []string{"cmd/...", "cross", "cross/...", "examples/...", "optim/exact"}

// isLibrary: the results of every other package may reach a weight.
func (p pkg) isLibrary() bool { return !isTestHelper(p.path()) && !anyFits(outside, p.path()) }

// packages lists the module as it is built for one GOARCH.
func packages(t *testing.T, goarch string) []pkg {
	t.Helper()
	c := exec.Command("go", "list", "-e", "-json=ImportPath,Dir,GoFiles,Imports,Error", "./...")
	c.Dir, c.Env = root, append(os.Environ(), "CGO_ENABLED=0", "GOARCH="+goarch)
	out, err := c.Output()
	require.NoError(t, err)
	var all []pkg
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := d.Decode(&p); err == io.EOF {
			return all
		} else {
			require.NoError(t, err)
		}
		require.Nil(t, p.Error, "%s", p.ImportPath)
		all = append(all, p)
	}
}

// eachFile calls f with every file of the tree that is not built or ignored, by its
// path from the root.
func eachFile(t *testing.T, f func(path string)) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		switch {
		case err != nil:
			return err
		case rel == ".git" || rel == "build":
			return fs.SkipDir
		case d.IsDir() || rel == "edgetune" || strings.HasSuffix(rel, ".test") || strings.HasSuffix(rel, ".prof"):
			return nil
		}
		f(filepath.ToSlash(rel))
		return nil
	}))
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, path))
	require.NoError(t, err)
	return string(b)
}
