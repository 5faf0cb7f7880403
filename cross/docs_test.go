package cross

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	link    = regexp.MustCompile(`\]\(([^)#:\s]+)(#[^)]*)?\)`)
	cliRow  = regexp.MustCompile("(?m)^\\| `edgetune ([a-z]+)(.*?)` \\|")
	cliFlag = regexp.MustCompile(`--[a-z-]+`)
	helpRow = regexp.MustCompile(`(?m)^  ([a-z]+)  +[A-Z]`)
)

// TestLinks: every link from one document to another file of the tree leads there.
func TestLinks(t *testing.T) {
	eachFile(t, func(path string) {
		if !strings.HasSuffix(path, ".md") || strings.Contains(path, "testdata/") {
			return
		}
		for _, m := range link.FindAllStringSubmatch(read(t, path), -1) {
			_, err := os.Stat(filepath.Join(root, filepath.Dir(path), m[1]))
			assert.NoError(t, err, "%s links to %s", path, m[1])
		}
	})
}

// TestCommandLine compares docs/cli.md with what the command says of itself.
func TestCommandLine(t *testing.T) {
	dir := t.TempDir()
	build(t, filepath.Join(dir, "edgetune"))
	_, list, ok := strings.Cut(say(t, dir, "edgetune --help"), "Available Commands:\n")
	require.True(t, ok, "no list of commands")
	list, _, _ = strings.Cut(list, "\n\n")
	var have, documented []string
	for _, m := range helpRow.FindAllStringSubmatch(list, -1) {
		if m[1] != "help" && m[1] != "completion" {
			have = append(have, m[1])
		}
	}
	for _, m := range cliRow.FindAllStringSubmatch(read(t, "docs/cli.md"), -1) {
		documented = append(documented, m[1])
		if !slices.Contains(have, m[1]) {
			continue
		}
		help := say(t, dir, "edgetune "+m[1]+" --help")
		for _, f := range cliFlag.FindAllString(m[2], -1) {
			assert.Regexp(t, `(?m)^ .*`+f+`\b`, help, m[1])
		}
	}
	assert.ElementsMatch(t, have, documented, "docs/cli.md lists the commands that there are")
}
