package attr_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/sensors/internal/attr"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]float64{
		"0": 0, "42\n": 42, "-17500\n": -17500, "0.009765": 0.009765, "  12 34": 12, "+5": 5, "-0.5 V": -0.5,
		"123456789012345678": 123456789012345678, "1.": 1, ".25": 0.25,
	} {
		got, ok := attr.Parse([]byte(text))
		assert.True(t, ok, text)
		assert.Equal(t, want, got, text)
	}
	for _, text := range []string{"", "\n", "-", ".", "abc", "1234567890123456789"} {
		_, ok := attr.Parse([]byte(text))
		assert.False(t, ok, text)
	}
}

func TestFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "in_temp_raw")
	require.NoError(t, os.WriteFile(path, []byte("215\n"), 0o600))
	f, err := attr.Open(path)
	require.NoError(t, err)
	defer f.Close()
	v, err := f.Float()
	require.NoError(t, err)
	assert.Equal(t, 215.0, v)
	require.NoError(t, attr.Write(path, "-3"))
	v, err = f.Float()
	require.NoError(t, err)
	assert.Equal(t, -3.0, v)
	assert.Zero(t, testing.AllocsPerRun(20, func() { _, _ = f.Float() }))
	require.NoError(t, attr.Write(path, "none"))
	_, err = f.Float()
	assert.ErrorContains(t, err, `in_temp_raw: "none" is not a number`)
	_, err = attr.Open(path + "x")
	assert.ErrorIs(t, err, fs.ErrNotExist)
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("-12.5\n"))
	f.Fuzz(func(t *testing.T, p []byte) {
		v, _ := attr.Parse(p)
		assert.False(t, v != v)
	})
}
