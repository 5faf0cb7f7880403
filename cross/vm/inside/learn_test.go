package inside

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestLearnUntilCut runs edgetune with the arguments in EDGETUNE_ARGS, one a line, and
// prints how long the journal of its state folder is, until the power is cut.
func TestLearnUntilCut(t *testing.T) {
	c := exec.CommandContext(t.Context(), "/bin/edgetune", lines("EDGETUNE_ARGS")...)
	c.Stdout, c.Stderr = os.Stdout, os.Stderr
	require.NoError(t, c.Start())
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	for {
		select {
		case err := <-ended:
			require.NoError(t, err)
			return
		case <-time.After(20 * time.Millisecond):
			fmt.Printf("journal: %06d bytes\n", journalBytes(t, os.Getenv("EDGETUNE_STATE")))
		}
	}
}

// journalBytes adds up the segments of the journal in a state folder.
func journalBytes(t *testing.T, dir string) (n int64) {
	t.Helper()
	segments, err := filepath.Glob(filepath.Join(dir, "journal*"))
	require.NoError(t, err)
	for _, s := range segments {
		if info, err := os.Stat(s); err == nil {
			n += info.Size()
		}
	}
	return n
}
