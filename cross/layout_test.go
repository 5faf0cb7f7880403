package cross

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// topLevel is every name that may stand at the root (docs/architecture.md).
var topLevel = strings.Fields(`.ci .git .gitignore LICENSE NOTICE README.md go.mod go.sum
	cmd cross docs examples firmware fixedpoint internal nn optim sensors`)

// built are the names of .gitignore: what a build leaves behind.
var built = strings.Fields(`build edgetune`)

func TestTopLevel(t *testing.T) {
	entries, err := os.ReadDir(root)
	require.NoError(t, err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	assert.Subset(t, append(topLevel, built...), names, "the tree has a place for everything: docs/architecture.md")
}

// TestGoVersion: the language the code is written in, and the compiler that gave the
// results in the docs.
func TestGoVersion(t *testing.T) {
	c := exec.Command("go", "mod", "edit", "-json")
	c.Dir = root
	out, err := c.Output()
	require.NoError(t, err)
	var mod struct{ Go, Toolchain string }
	require.NoError(t, json.Unmarshal(out, &mod))
	assert.Regexp(t, `^1\.26(\.0)?$`, mod.Go)
	assert.Regexp(t, `^go1\.26\.\d+$`, mod.Toolchain, "go mod edit -toolchain=go1.26.N")
}

func TestEveryPackageHasDoc(t *testing.T) {
	for _, p := range packages(t, "amd64") {
		doc, err := os.ReadFile(filepath.Join(p.Dir, "doc.go"))
		if assert.NoError(t, err, "%s: what goes in and out, where to start, one limit (docs/conventions.md)", p.ImportPath) {
			assert.Regexp(t, `(?s)^(//go:build [^\n]*\n\n)?// (Package|Command) `, string(doc), p.ImportPath)
		}
	}
}

// maxLines is where a file becomes two.
const maxLines = 500

func TestFilesAreShort(t *testing.T) {
	eachFile(t, func(path string) {
		if text := ""; strings.HasSuffix(path, ".go") {
			text = read(t, path)
			if !strings.Contains(text, "// Code generated ") {
				assert.LessOrEqual(t, strings.Count(text, "\n"), maxLines, "%s holds more than one idea", path)
			}
		}
	})
}

// machinePath is a path of the machine that somebody worked on. A Pi's own home is
// not.
var machinePath = regexp.MustCompile(`(^|[\s"'=(:` + "`" + `])/(work|tmp|root|Users|home/[a-oq-z])/`)

func TestNoMachinePaths(t *testing.T) {
	eachFile(t, func(path string) {
		if strings.Contains(path, "testdata/") {
			return
		}
		assert.Empty(t, machinePath.FindAllString(read(t, path), -1), "%s names a path of one machine", path)
	})
}

func TestMachinePath(t *testing.T) {
	slash := "/" // so that this file has none
	assert.True(t, machinePath.MatchString("cd "+slash+"work/main"))
	assert.True(t, machinePath.MatchString(`"`+slash+`tmp/x"`))
	assert.False(t, machinePath.MatchString("/home/pi/model"))
	assert.False(t, machinePath.MatchString("docs"+slash+"work/x"))
}
