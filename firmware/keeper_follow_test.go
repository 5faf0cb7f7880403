package firmware

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/firmware/store"
	"edgetune/firmware/store/storetest"
)

// followed is a disk with many slots, and the learner that wrote it.
type followed struct {
	t     *testing.T
	d     *storetest.Disk
	k     *Keeper
	start []byte
}

func newFollowed(t *testing.T) *followed {
	t.Helper()
	f := &followed{t: t, d: &storetest.Disk{}}
	r := keptRun.build(t)
	r.Gate.Anchors = nil
	var err error
	f.start, err = r.AppendState(nil)
	require.NoError(t, err)
	f.open(r)
	return f
}

func (f *followed) open(r *Rehearser) {
	f.t.Helper()
	slots, err := store.OpenSlots(f.d, 8)
	require.NoError(f.t, err)
	f.k = &Keeper{Learner: r, Slots: slots, Journal: store.OpenJournal(f.d), Settings: "a", Every: 16, Longest: 50}
	require.NoError(f.t, f.k.Open())
}

// to learns until so many windows have arrived.
func (f *followed) to(windows int) {
	f.t.Helper()
	for f.k.Learner.Windows() < windows {
		_, err := f.k.Step(background)
		require.NoError(f.t, err)
	}
}

// damage kills the learner, damages generations, and starts again.
func (f *followed) damage(generations ...uint64) {
	f.t.Helper()
	require.NoError(f.t, f.k.Sync())
	r := f.k.Learner
	f.d = f.d.Kill()
	for _, g := range generations {
		f.d.Damage(fmt.Sprint("slot", g-1), 100)
	}
	f.open(again(f.t, r, f.start))
	for range f.k.Learner.Windows() {
		_, err := r.Feed.Next(background, 0)
		require.NoError(f.t, err)
	}
}

// TestDamagedGenerations: whatever generations are damaged, nothing that was synced is
// lost, and the learner goes on as if nothing had happened.
func TestDamagedGenerations(t *testing.T) {
	whole := newFollowed(t)
	whole.to(200)
	want := sums(t, whole.k.Learner)
	for _, damaged := range [][]uint64{{}, {3}, {3, 2}, {2}} {
		t.Run(fmt.Sprint(damaged), func(t *testing.T) {
			f := newFollowed(t)
			f.to(150)
			newest := f.k.Generation()
			require.GreaterOrEqual(t, newest, uint64(3))
			list := damaged
			for i := range list {
				list[i] += newest - 3
			}
			windows, before := f.k.Learner.Windows(), sums(t, f.k.Learner)
			f.damage(list...)
			assert.Equal(t, windows, f.k.Learner.Windows())
			assert.Equal(t, before, sums(t, f.k.Learner))
			f.to(200)
			assert.Equal(t, want, sums(t, f.k.Learner))
			require.NoError(t, f.k.Checkpoint("end"))
			end := sums(t, f.k.Learner)
			assert.Greater(t, f.k.Generation(), newest)
			f.damage()
			assert.Equal(t, end, sums(t, f.k.Learner), "and another start finds it")
		})
	}
}

// TestDamagedJumps: a roll-back and a forgetting happen again where their generations are
// damaged.
func TestDamagedJumps(t *testing.T) {
	for name, leap := range map[string]func(k *Keeper) (uint64, error){
		"rollback": func(k *Keeper) (uint64, error) { return k.Rollback(2) },
		"forgot": func(k *Keeper) (uint64, error) {
			out, err := k.Forget(Span{From: k.Learner.newest - 5, To: k.Learner.newest})
			return out.Generation, err
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFollowed(t)
			f.to(130)
			g, err := leap(f.k)
			require.NoError(t, err)
			_, err = f.k.Step(background)
			require.NoError(t, err)
			want, windows := sums(t, f.k.Learner), f.k.Learner.Windows()
			f.damage(g)
			assert.NotEqual(t, g, f.k.Generation())
			assert.Equal(t, windows, f.k.Learner.Windows())
			assert.Equal(t, want, sums(t, f.k.Learner))
		})
	}
}

// TestLostGenerations: where nothing leads on, the learner stands at the last moment that
// can be reached, says so, and begins a generation that the next start finds.
func TestLostGenerations(t *testing.T) {
	f := newFollowed(t)
	f.to(130)
	before := f.k.Learner.Windows()
	g, err := f.k.Rollback(2)
	require.NoError(t, err)
	_, err = f.k.Step(background)
	require.NoError(t, err)
	var told []string
	f.k.Learner.Tell = func(e Event) { told = append(told, e.Kind) }
	f.damage(g, 2)
	assert.Equal(t, []string{"journal lost"}, told)
	assert.Equal(t, before, f.k.Learner.Windows())
	assert.Greater(t, f.k.Generation(), g)
	now := sums(t, f.k.Learner)
	f.damage()
	assert.Equal(t, now, sums(t, f.k.Learner))
	assert.Len(t, told, 1)
}
