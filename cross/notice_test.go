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

// NOTICE names just the modules that the binary of a board links.
func TestNotice(t *testing.T) {
	list := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}{{end}}{{end}}", "./cmd/edgetune")
	list.Dir, list.Env = root, append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH=arm64")
	out, err := list.Output()
	require.NoError(t, err)
	notice, err := os.ReadFile(root + "/NOTICE")
	require.NoError(t, err)
	var named []string
	for _, line := range regexp.MustCompile(`(?m)^  (\S+) +\S+$`).FindAllStringSubmatch(string(notice), -1) {
		named = append(named, line[1])
	}
	assert.Equal(t, linked(string(out)), named)
}

// linked is the modules of a list of them, each once, without the suffix of a version.
func linked(list string) (modules []string) {
	suffix := regexp.MustCompile(`/v\d+$`)
	for _, m := range strings.Fields(list) {
		modules = append(modules, suffix.ReplaceAllString(m, ""))
	}
	slices.Sort(modules)
	return slices.Compact(modules)
}
