package op

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"edgetune/fixedpoint"
	"edgetune/internal/kernel"

	"github.com/stretchr/testify/require"
)

// cmsisCase is one line of the third-party cases: shapes and constants, and arrays.
type cmsisCase struct {
	set             *kernel.Set // that it runs on
	Case, Op, Dtype string
	Defines         map[string]any
	Arrays          map[string]array
}

type array struct {
	Type string
	V    json.RawMessage // left as text: arrays of floats are never read
}

// kind names the operator and its type, as the test counts them. Some folders hold
// the arrays of two generations and the constants of one: which belong together
// cannot be told.
func (c *cmsisCase) kind() string {
	_, first := c.Arrays["output"]
	_, second := c.Arrays["output_ref"]
	if first && second && (c.Op == "lstm" || c.kindOf() == "conv int4") {
		return c.kindOf() + ", two generations in one folder"
	}
	return c.kindOf()
}

func (c *cmsisCase) kindOf() string { return c.Op + " " + c.Dtype }

// readCases returns all integer cases, with the case's own name taken off the
// names of its constants and arrays.
func readCases(t *testing.T) []*cmsisCase {
	t.Helper()
	f, err := os.Open(sharedFile(t, "peers/cmsisnn/cases.jsonl.gz"))
	require.NoError(t, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	require.NoError(t, err)
	var all []*cmsisCase
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 1<<26)
	for lines.Scan() {
		c := new(cmsisCase)
		require.NoError(t, json.Unmarshal(lines.Bytes(), c))
		if strings.HasPrefix(c.Dtype, "int") {
			c.strip()
			all = append(all, c)
		}
	}
	require.NoError(t, lines.Err())
	return all
}

func (c *cmsisCase) strip() {
	defines, arrays := c.Defines, c.Arrays
	c.Defines, c.Arrays = map[string]any{}, map[string]array{}
	for k, v := range defines {
		c.Defines[strings.TrimPrefix(k, strings.ToUpper(c.Case)+"_")] = v
	}
	for k, v := range arrays {
		c.Arrays[strings.TrimPrefix(k, strings.ToLower(c.Case)+"_")] = v
	}
}

// sharedFile returns the path of a file of the shared folder, or skips the test (or
// fails it when CI=true).
func sharedFile(t *testing.T, name string) string {
	t.Helper()
	root := os.Getenv("EDGETUNE_SHARED")
	if root == "" {
		dir, err := os.Getwd()
		require.NoError(t, err)
		for dir != filepath.Dir(dir) {
			if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
				break
			}
			dir = filepath.Dir(dir)
		}
		root = filepath.Join(dir, "..", "shared")
	}
	path := filepath.Join(root, name)
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("no shared folder (set EDGETUNE_SHARED): ", err)
	}
	return path
}

// get returns the first constant of these names, or else.
func (c *cmsisCase) get(fallback int, names ...string) int {
	for _, n := range names {
		if v, ok := c.Defines[n].(float64); ok {
			return int(v)
		}
	}
	return fallback
}

func (c *cmsisCase) get32(name string) int32 { return int32(c.get(0, name)) }

// array returns the first array of these names; n, when not 0, is the length that
// it must have.
func (c *cmsisCase) array(n int, names ...string) []int64 {
	for _, name := range names {
		a, ok := c.Arrays[name]
		if !ok {
			continue
		}
		var v []int64
		if err := json.Unmarshal(a.V, &v); err == nil && (n == 0 || len(v) == n) {
			return v
		}
	}
	return nil
}

func narrow[T int8 | int16 | int32 | int64](v []int64) []T {
	if v == nil {
		return nil
	}
	out := make([]T, len(v))
	for i, x := range v {
		out[i] = T(x)
	}
	return out
}

func wide[T int8 | int16](v []T) []int64 {
	out := make([]int64, len(v))
	for i, x := range v {
		out[i] = int64(x)
	}
	return out
}

// want returns the expected output of n elements. Some cases carry arrays of other
// cases, told by their length.
func (c *cmsisCase) want(n int) []int64 { return c.array(n, "output_ref", "output") }

// output reads the output stage of a layer with so many channels.
func (c *cmsisCase) output(channels int, r fixedpoint.Rounding) Output {
	m := c.array(0, "output_mult", "output_multiplier")
	s := c.array(0, "output_shift")
	if _, ok := c.Defines["OUTPUT_MULTIPLIER"]; ok {
		m, s, channels = []int64{int64(c.get(0, "OUTPUT_MULTIPLIER"))}, []int64{int64(c.get(0, "OUTPUT_SHIFT"))}, 1
	}
	return Output{
		Mult: multipliers(m[:channels], s[:channels]), Zero: c.get32("OUTPUT_OFFSET"), Rounding: r,
		Range: c.activation(),
	}
}

func (c *cmsisCase) activation() fixedpoint.Range {
	return fixedpoint.Range{
		Min: int32(c.get(0, "OUT_ACTIVATION_MIN", "ACTIVATION_MIN")),
		Max: int32(c.get(0, "OUT_ACTIVATION_MAX", "ACTIVATION_MAX")),
	}
}

func multipliers(m, s []int64) []fixedpoint.Multiplier {
	out := make([]fixedpoint.Multiplier, len(m))
	for i := range m {
		out[i] = fixedpoint.Multiplier{M: int32(m[i]), Shift: int(s[i])}
	}
	return out
}

// scalar reads a multiplier of two constants.
func (c *cmsisCase) scalar(mult, shift string) fixedpoint.Multiplier {
	return fixedpoint.Multiplier{M: c.get32(mult), Shift: c.get(0, shift)}
}

// unpack splits bytes of two 4-bit weights, the lower first.
func unpack(packed []int64, n int) []int64 {
	out := make([]int64, 0, 2*len(packed))
	for _, b := range packed {
		out = append(out, int64(int8(b<<4)>>4), int64(int8(b)>>4))
	}
	return out[:n]
}
