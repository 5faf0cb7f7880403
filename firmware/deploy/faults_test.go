package deploy_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"edgetune/firmware/deploy"
	"edgetune/firmware/deploy/deploytest"
)

var long = flag.Bool("long", false, "100 deployments with random faults instead of 20")

// fault is something that goes wrong in one deployment.
type fault struct {
	name string
	bad  string // of the release
	set  func(b *deploytest.Board, r *rand.Rand, upload int64)
}

// faults is what happens to boards. The cuts fall anywhere in the upload, or among the
// few bytes after it, where the switch is.
var faults = []fault{
	{name: "none"},
	{name: "none"},
	{name: "cut", set: func(b *deploytest.Board, r *rand.Rand, upload int64) { b.Line.Cut(r.Int64N(upload)) }},
	{name: "cut late", set: func(b *deploytest.Board, r *rand.Rand, upload int64) { b.Line.Cut(upload - r.Int64N(16<<10)) }},
	{name: "cut late", set: func(b *deploytest.Board, r *rand.Rand, upload int64) { b.Line.Cut(upload - r.Int64N(6<<10)) }},
	{name: "cut in the switch", set: func(b *deploytest.Board, r *rand.Rand, upload int64) { b.Line.Cut(upload - r.Int64N(3<<10)) }},
	{name: "full", set: func(b *deploytest.Board, r *rand.Rand, upload int64) { b.Full(r.Int64N(upload)) }},
	{name: "full in the switch", set: func(b *deploytest.Board, r *rand.Rand, _ int64) {
		b.FailOnce("mv", r.IntN(4))
		b.FailOnce("cp", r.IntN(2))
	}},
	{name: "self-test fails", bad: "selftest"},
	{name: "no program", bad: "broken"},
	{name: "not healthy", bad: "health"},
	{name: "dies", bad: "dies"},
	{name: "does not start", bad: "start"},
	{name: "wrong board", set: func(b *deploytest.Board, r *rand.Rand, _ int64) {
		b.Fake("uname", "echo "+[]string{"riscv64", "armv6l", "aarch64"}[r.IntN(3)])
	}},
}

// TestRandomFaults: whatever happens, the old or the new version runs and is healthy
// afterwards, and the link agrees.
func TestRandomFaults(t *testing.T) {
	t.Parallel()
	n := 20
	if *long {
		n = 100
	} else if testing.Short() {
		n = 5
	}
	b := deploytest.Start(t)
	_, err := deploy.Deploy(t.Context(), b.Address(), options(t, b, "v1.0.0", ""))
	require.NoError(t, err)
	r := rand.New(rand.NewPCG(1, 2))
	s := &series{b: b, r: r, upload: measure(t, b), runs: "v1.0.1"}
	for i := range n {
		s.one(t, i, faults[r.IntN(len(faults))])
	}
	t.Logf("%d deployments: %v", n, s.ends)
}

// measure returns how many bytes a whole deployment sends.
func measure(t *testing.T, b *deploytest.Board) int64 {
	b.Line.Cut(-1)
	_, err := deploy.Deploy(t.Context(), b.Address(), options(t, b, "v1.0.1", ""))
	require.NoError(t, err)
	return b.Line.Sent()
}

// series is deployments one after the other.
type series struct {
	b      *deploytest.Board
	r      *rand.Rand
	upload int64
	runs   string
	ends   map[string]int
}

func (s *series) one(t *testing.T, i int, f fault) {
	o := options(t, s.b, fmt.Sprintf("v1.1.%d", i), f.bad)
	o.Log = nil
	o.Config = fmt.Appendf(o.Config, "# deployment %d\n", i)
	if f.set != nil {
		f.set(s.b, s.r, s.upload)
	}
	start := time.Now()
	res, err := deploy.Deploy(t.Context(), s.b.Address(), o)
	s.mend()
	got, sick := s.b.Running()
	t.Logf("%3d %-16s %-11s %v %v %.120q", i, f.name, res.Action, time.Since(start).Round(10*time.Millisecond), got, fmt.Sprint(err))
	require.NoError(t, sick, "neither the old nor the new version runs")
	if f.name == "none" {
		require.NoError(t, err)
	}
	if err == nil || strings.HasPrefix(f.name, "cut") && got != s.runs {
		s.runs = o.Release.Version
	}
	require.Equal(t, s.runs, got)
	s.checkCard(t)
	if s.ends == nil {
		s.ends = map[string]int{}
	}
	s.ends[f.name+": "+string(res.Action)]++
}

// mend takes the fault away and lets the board come to rest.
func (s *series) mend() {
	s.b.Line.Cut(-1)
	s.b.Full(-1)
	for _, program := range []string{"uname", "mv", "cp"} {
		s.b.Fake(program, "")
	}
	s.b.Rest()
}

// checkCard: what a restart would start is what runs, with its configuration, and
// nothing else is left of the switch.
func (s *series) checkCard(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(s.b.Dir, "opt/current/edgetune"))
	require.NoError(t, err)
	require.Contains(t, string(data[len(data)-200:]), fmt.Sprintf("%q", s.runs), "the link points to another version")
	config, err := os.ReadFile(filepath.Join(s.b.Dir, "etc/edgetune.toml"))
	require.NoError(t, err)
	var number string
	if _, rest, ok := strings.Cut(s.runs, "v1.1."); ok {
		number = fmt.Sprintf("# deployment %s\n", rest)
	}
	require.Equal(t, string(s.b.Config())+number, string(config))
	left, err := filepath.Glob(filepath.Join(s.b.Dir, "etc/*.*.*"))
	require.NoError(t, err)
	require.Empty(t, left)
}
