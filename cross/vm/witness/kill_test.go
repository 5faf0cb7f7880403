package witness

import (
	"bufio"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"edgetune/firmware/store"
)

var long = flag.Bool("long", false, "1,000 kills")

// fillFolder names the folder that this program fills instead of testing.
const fillFolder = "EDGETUNE_FILL"

func TestMain(m *testing.M) {
	if dir := os.Getenv(fillFolder); dir != "" {
		fmt.Fprintln(os.Stderr, fill(dir))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// fill fills a store without end and prints each acknowledgement.
func fill(dir string) error {
	folder, err := store.Dir(dir)
	if err != nil {
		return err
	}
	return Run(folder, 1<<30, func(a Ack) error {
		_, err := fmt.Printf("%d %d\n", a.Seq, a.Records)
		return err
	})
}

// TestKill kills a program that fills a store at random moments, and opens the store
// after each.
func TestKill(t *testing.T) {
	kills := 50
	if *long {
		kills = 1000
	}
	dir := t.TempDir()
	var last Ack
	for i := range kills {
		r := rand.New(rand.NewPCG(uint64(i), 9))
		last = killed(t, dir, r.IntN(8), time.Duration(r.IntN(3000))*time.Microsecond, last)
		folder, err := store.Dir(dir)
		require.NoError(t, err)
		require.NoError(t, Check(folder, last), "kill %d", i)
		require.NoError(t, folder.Close())
	}
	t.Logf("%d kills, %d states", kills, last.Seq)
	require.Greater(t, last.Seq, uint64(kills/10))
}

// killed lets a program fill the store, kills it some time after so many
// acknowledgements, and returns the last one.
func killed(t *testing.T, dir string, acks int, later time.Duration, last Ack) Ack {
	t.Helper()
	c := exec.CommandContext(t.Context(), os.Args[0])
	c.Env = append(os.Environ(), fillFolder+"="+dir)
	out, err := c.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, c.Start())
	lines := bufio.NewScanner(out)
	for n := 0; lines.Scan(); n++ {
		_, err := fmt.Sscan(lines.Text(), &last.Seq, &last.Records)
		require.NoError(t, err, lines.Text())
		if n == acks {
			time.AfterFunc(later, func() { _ = c.Process.Kill() })
		}
	}
	require.ErrorContains(t, c.Wait(), "killed")
	return last
}
