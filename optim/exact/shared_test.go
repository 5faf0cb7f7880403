package exact

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// sharedFolder finds material that several projects share: EDGETUNE_SHARED, else
// ../shared beside the project. Without it a test is skipped, but not in CI.
func sharedFolder(t *testing.T, parts ...string) string {
	t.Helper()
	root := os.Getenv("EDGETUNE_SHARED")
	if root == "" {
		root = filepath.Join(moduleRoot(t), "..", "shared")
	}
	dir := filepath.Join(append([]string{root}, parts...)...)
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("no shared folder (set EDGETUNE_SHARED): ", err)
	}
	return dir
}

func moduleRoot(t *testing.T) string {
	dir, err := os.Getwd()
	require.NoError(t, err)
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
	}
	t.Fatal("no go.mod above the test")
	return ""
}

// fixture is one JSON file of numbers, nested lists in row-major order.
type fixture map[string]any

func readFixtures(t *testing.T) map[string]fixture {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(sharedFolder(t, "fixtures", "backmatching"), "*.json"))
	require.NoError(t, err)
	all := map[string]fixture{}
	for _, p := range paths {
		text, err := os.ReadFile(p)
		require.NoError(t, err)
		var f fixture
		require.NoError(t, json.Unmarshal(text, &f), p)
		all[strings.TrimSuffix(filepath.Base(p), ".json")] = f
	}
	return all
}

func (f fixture) number(key string) float64 { return f[key].(float64) }
func (f fixture) int(key string) int        { return int(f[key].(float64)) }
func (f fixture) text(key string) string    { s, _ := f[key].(string); return s }
func (f fixture) sub(key string) fixture    { return f[key].(map[string]any) }

// floats returns a nested list as one.
func (f fixture) floats(key string) []float64 { return flat(nil, f[key]) }

// lists returns a list of nested lists, each as one.
func (f fixture) lists(key string) (all [][]float64) {
	for _, v := range f[key].([]any) {
		all = append(all, flat(nil, v))
	}
	return all
}

func flat(out []float64, v any) []float64 {
	if l, ok := v.([]any); ok {
		for _, e := range l {
			out = flat(out, e)
		}
		return out
	}
	return append(out, v.(float64))
}

// turned returns v [a × b × c] as [a × c × b].
func turned(v []float64, a, b, c int) []float64 {
	out := make([]float64, len(v))
	for i := range a {
		for j := range b {
			for k := range c {
				out[(i*c+k)*b+j] = v[(i*b+j)*c+k]
			}
		}
	}
	return out
}

// tolerance is relative to the largest value of a list.
var tolerance = map[bool]float64{true: 1e-4, false: 1e-9}[float(1)/3 == float(float32(1)/3)]

func closeTo(t *testing.T, what string, want, got []float64) {
	t.Helper()
	require.Len(t, got, len(want), what)
	var scale float64
	for _, v := range want {
		scale = max(scale, math.Abs(v))
	}
	for i, v := range want {
		if d := math.Abs(v - got[i]); !(d <= tolerance*scale) {
			t.Errorf("%s[%d]: got %v, want %v", what, i, got[i], v)
			return
		}
	}
}

func closeNumber(t *testing.T, what string, want, got float64) {
	t.Helper()
	closeTo(t, what, []float64{want}, []float64{got})
}
