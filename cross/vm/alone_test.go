package vm_test

import (
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// usage is the time that all processors of this machine have worked, and how much of it
// for this test and for the programs that it has waited for.
type usage struct {
	at        time.Time
	busy, own time.Duration
}

// tick is the unit of /proc/stat.
const tick = 10 * time.Millisecond

func measure(t *testing.T) usage {
	t.Helper()
	u := usage{at: time.Now()}
	b, err := os.ReadFile("/proc/stat")
	require.NoError(t, err)
	line, _, _ := strings.Cut(string(b), "\n")
	for i, f := range strings.Fields(line)[1:9] { // user nice system idle iowait irq softirq steal
		n, err := strconv.Atoi(f)
		require.NoError(t, err)
		if i != 3 && i != 4 {
			u.busy += time.Duration(n) * tick
		}
	}
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var r syscall.Rusage
		require.NoError(t, syscall.Getrusage(who, &r))
		u.own += time.Duration(r.Utime.Nano() + r.Stime.Nano())
	}
	return u
}

// story is how long something took, its own time of the processors, and the share of the
// processors that others used meanwhile.
type story struct {
	took, own time.Duration
	others    float64
}

// since compares with now.
func (u usage) since(t *testing.T) story {
	t.Helper()
	now := measure(t)
	s := story{took: now.at.Sub(u.at), own: now.own - u.own}
	all := s.took.Seconds() * float64(runtime.NumCPU())
	s.others = max(0, (now.busy-u.busy-s.own).Seconds()/all)
	return s
}
