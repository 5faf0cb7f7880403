package vm_test

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestKillWhileTuning kills `tune --state` natively at random moments. Whenever a start
// comes to the end of the recording, its weights are, bit for bit, those of a run that
// was never killed.
func TestKillWhileTuning(t *testing.T) {
	if testing.Short() {
		t.Skip("tunes for seconds")
	}
	kills := 20
	if *long {
		kills = 200
	}
	d := newDesk(t)
	tune := []string{"tune", "--model", "m.st", "--data", "data", "--replay", "16K", "--gate", "--json", "--state", "state"}
	begun := time.Now()
	want := d.edgetune(t, tune...)["weights_sha256"]
	whole := time.Since(begun)
	require.NoError(t, os.RemoveAll(filepath.Join(d.dir, "state")))
	r := rand.New(rand.NewPCG(1, 10))
	for done := 0; done < kills; {
		if d.killed(t, time.Duration(r.Int64N(int64(whole))), tune) {
			done++
			if r.IntN(4) > 0 {
				continue
			}
		}
		require.Equal(t, want, d.edgetune(t, tune...)["weights_sha256"], "after %d kills", done)
		require.NoError(t, os.RemoveAll(filepath.Join(d.dir, "state")))
	}
}

// killed starts the command and kills it later, unless it has ended.
func (d *desk) killed(t *testing.T, later time.Duration, args []string) bool {
	t.Helper()
	c := exec.CommandContext(t.Context(), d.program, args...)
	c.Dir = d.dir
	require.NoError(t, c.Start())
	timer := time.AfterFunc(later, func() { _ = c.Process.Kill() })
	defer timer.Stop()
	return c.Wait() != nil
}
