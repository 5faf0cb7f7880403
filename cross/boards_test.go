package cross

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite generated files")

const (
	boardsDoc = "docs/boards.md"
	tableFrom = "<!-- generated from cross/boards.go: go test ./cross -update -->\n"
	tableTo   = "<!-- end -->\n"
)

// TestBoardsDoc compares the table of docs/boards.md with Boards.
func TestBoardsDoc(t *testing.T) {
	text := read(t, boardsDoc)
	before, rest, ok := strings.Cut(text, tableFrom)
	require.True(t, ok, "%s has no table", boardsDoc)
	_, after, ok := strings.Cut(rest, tableTo)
	require.True(t, ok, "%s: the table has no end", boardsDoc)
	want := before + tableFrom + boardTable() + tableTo + after
	if *update {
		require.NoError(t, os.WriteFile(filepath.Join(root, boardsDoc), []byte(want), 0o666))
		return
	}
	assert.Equal(t, want, text, "run go test ./cross -update")
}

func boardTable() string {
	var b strings.Builder
	b.WriteString("\n| board | system | core | binary | kernels | tested on |\n|---|---|---|---|---|---|\n")
	for _, x := range Boards {
		fmt.Fprintf(&b, "| %s | %d bit | %s | %s | %s | qemu %s |\n", x.Model, x.Bits, x.Chip, shipped(x.Core), x.Core.Kernels, x.Core.Name)
	}
	return b.String() + "\n"
}

// shipped is the build that a core gets.
func shipped(c Core) Build {
	for _, b := range Builds {
		if c.Runs(b) {
			return b
		}
	}
	return Build{}
}

func TestEveryBoardHasABinary(t *testing.T) {
	for _, b := range Boards {
		assert.NotEmpty(t, shipped(b.Core).GOARCH, b.Model)
		assert.Equal(t, b.Bits == 64, b.Core.GOARCH == "arm64", b.Model)
		assert.NotEmpty(t, b.Core.Emulator(), b.Model)
	}
}

func TestRuns(t *testing.T) {
	arm6 := Build{GOARCH: "arm", GOARM: "6"}
	assert.True(t, ARM1176.Runs(arm6))
	assert.True(t, A7.Runs(arm6), "one binary for every 32-bit Pi")
	assert.False(t, ARM1176.Runs(Build{GOARCH: "arm", GOARM: "7"}))
	assert.False(t, A53.Runs(arm6))
}
