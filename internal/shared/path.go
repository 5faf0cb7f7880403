package shared

import (
	"os"
	"path/filepath"
	"testing"
)

// Path returns a file or a folder of the shared material, or ends the test.
func Path(t testing.TB, parts ...string) string {
	t.Helper()
	root := os.Getenv("EDGETUNE_SHARED")
	if root == "" {
		root = filepath.Join(moduleRoot(t), "..", "shared")
	}
	path := filepath.Join(append([]string{root}, parts...)...)
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("no shared folder (set EDGETUNE_SHARED): ", err)
	}
	return path
}

// moduleRoot is the folder of go.mod, above that of the test.
func moduleRoot(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
	}
	t.Fatal("no go.mod above the test")
	return ""
}
