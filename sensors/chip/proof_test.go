package chip_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/sensors/chip"
	"edgetune/sensors/chip/chiptest"
)

// TestEveryDriverIsProven: each chip of the list has a register model, a recorded
// conversation that parses and says something, and an example beside it.
func TestEveryDriverIsProven(t *testing.T) {
	example := regexp.MustCompile(`(?m)^func Example`)
	for _, c := range chip.Chips() {
		t.Run(c.Name, func(t *testing.T) {
			assert.Contains(t, chiptest.Rigs(), c.Name, "write a model, and a line in chiptest/rigs.go")
			found, err := filepath.Glob("*/testdata/" + c.Name + "*.txt")
			require.NoError(t, err)
			require.NotEmpty(t, found, "record a conversation: chiptest.Run with a case named %q, go test -update", c.Name)
			text, err := os.ReadFile(found[0])
			require.NoError(t, err)
			play, err := chiptest.Parse(string(text))
			require.NoError(t, err)
			assert.Error(t, play.Close(), "a conversation that was not played is not done")
			tests, err := filepath.Glob(filepath.Join(filepath.Dir(found[0]), "..", "*_test.go"))
			require.NoError(t, err)
			has := false
			for _, path := range tests {
				text, err := os.ReadFile(path)
				require.NoError(t, err)
				has = has || example.Match(text)
			}
			assert.True(t, has, "write an Example")
		})
	}
}
