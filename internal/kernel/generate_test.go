package kernel_test

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestGenerated compares the hash in each generated file with its source, which
// needs no assembler.
func TestGenerated(t *testing.T) {
	sources, err := filepath.Glob("asm/*.S")
	require.NoError(t, err)
	require.NotEmpty(t, sources)
	for _, src := range sources {
		text, err := os.ReadFile(src)
		require.NoError(t, err)
		name := strings.TrimSuffix(filepath.Base(src), ".S") + ".s"
		out, err := os.ReadFile(name)
		require.NoError(t, err, "run go generate")
		want := fmt.Sprintf("// source-sha256: %x\n", sha256.Sum256(text))
		assert.Contains(t, string(out), want, "%s is older than %s; run go generate", name, src)
	}
}

// TestGeneratedComplete finds generated files whose source is gone.
func TestGeneratedComplete(t *testing.T) {
	files, err := filepath.Glob("*_arm*.s")
	require.NoError(t, err)
	for _, f := range files {
		text, err := os.ReadFile(f)
		require.NoError(t, err)
		if !strings.HasPrefix(string(text), "// Code generated") {
			continue
		}
		assert.FileExists(t, filepath.Join("asm", strings.TrimSuffix(f, ".s")+".S"))
	}
}
