package inside

import (
	"os"
	"strings"
	"testing"
)

func TestMain(m *testing.M) {
	if os.Getenv("EDGETUNE_GUEST") == "" {
		return // not inside a machine of cross/vm
	}
	os.Exit(m.Run())
}

// lines splits a variable of the environment.
func lines(name string) []string { return strings.Split(os.Getenv(name), "\n") }
