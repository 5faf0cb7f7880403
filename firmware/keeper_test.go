package firmware

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/firmware/store"
	"edgetune/firmware/store/storetest"
	"edgetune/nn"
	"edgetune/nn/codec/native"
)

// keptRun is a learner with a gate on 240 windows.
var keptRun = rehearsal{windows: 240, room: 30, coreset: 12, gate: true, turned: true}

// newKeeper builds one on a disk.
func newKeeper(t testing.TB, d *storetest.Disk, r *Rehearser) (*Keeper, error) {
	t.Helper()
	slots, err := store.OpenSlots(d, 3)
	if err != nil {
		return nil, err
	}
	k := &Keeper{Learner: r, Slots: slots, Journal: store.OpenJournal(d), Settings: "a", Every: 16, Spacing: 30}
	return k, k.Open()
}

// goOn skips what has arrived and learns to the end of the stream.
func goOn(k *Keeper) error {
	for range k.Learner.Windows() {
		if _, err := k.Learner.Feed.Next(background, 0); err != nil {
			return err
		}
	}
	for {
		if _, err := k.Step(background); errors.Is(err, io.EOF) {
			return k.Finish()
		} else if err != nil {
			return err
		}
	}
}

// again is a fresh process: everything in memory is as at the start.
func again(t testing.TB, r *Rehearser, start []byte) *Rehearser { return keptRun.again(t, r, start) }

func (c rehearsal) again(t testing.TB, r *Rehearser, start []byte) *Rehearser {
	t.Helper()
	require.NoError(t, r.SetState(start))
	r.Log = nil
	feed, err := NewFeeder(c.stream(), c.bundle(), r.Model)
	require.NoError(t, err)
	r.Feed = feed
	return r
}

// TestKills kills the learner at random moments, or cuts its power, until the stream
// is through: whatever happened, the end is the same, bit for bit, and nothing that
// was acknowledged is lost, and the journal leads from each generation to the next.
func TestKills(t *testing.T) {
	for _, c := range []struct {
		name        string
		kills, cuts int
		change      func(*rehearsal)
	}{
		{"float", 1000, 500, func(*rehearsal) {}},
		{"q7", 40, 20, func(c *rehearsal) { c.dtype = nn.Int8 }},
		{"values", 40, 20, func(c *rehearsal) { c.loss, c.values = "mse", true }},
	} {
		t.Run(c.name, func(t *testing.T) {
			kept := keptRun
			c.change(&kept)
			kept.kill(t, pick(t, c.kills), pick(t, c.cuts))
		})
	}
}

func (c rehearsal) kill(t *testing.T, mostKills, mostCuts int) {
	r := c.build(t)
	start, err := r.AppendState(nil)
	require.NoError(t, err)
	c.run(t, r)
	require.Positive(t, r.Gate.Verdict().Promotions, "%v", r.Gate.Verdict())
	want := sums(t, r)

	kills, cuts := 0, 0
	for run := 0; kills < mostKills || cuts < mostCuts; run++ {
		rnd := rand.New(rand.NewPCG(uint64(run), 4))
		d := &storetest.Disk{}
		for acknowledged := 0; ; {
			d.CutAfter(rnd.IntN(60))
			k, err := newKeeper(t, d, c.again(t, r, start))
			if err == nil {
				require.GreaterOrEqual(t, k.Learner.Windows(), acknowledged)
				err = goOn(k)
				acknowledged = k.Acknowledged()
			}
			if err == nil {
				break
			}
			require.ErrorIs(t, err, storetest.ErrCut)
			if run%3 == 0 {
				d, cuts = d.Crash(rnd.Uint64()), cuts+1
			} else {
				d, kills = d.Kill(), kills+1
			}
		}
		require.Equal(t, want, sums(t, r), "run %d", run)
		requireLeads(t, d.Kill(), c.again(t, r, start), run)
	}
	t.Logf("%d kills, %d power cuts", kills, cuts)
}

// requireLeads learns again from the oldest generation on a disk and finds each later
// one in the journal, bit for bit.
func requireLeads(t *testing.T, d *storetest.Disk, r *Rehearser, run int) {
	t.Helper()
	slots, err := store.OpenSlots(d, 3)
	require.NoError(t, err)
	k := &Keeper{Learner: r, Slots: slots, Journal: store.OpenJournal(d)}
	list := slots.List()
	slices.Reverse(list)
	for i, g := range list {
		state, err := slots.Load(g.Seq)
		require.NoError(t, err)
		if i == 0 {
			require.NoError(t, r.SetState(state))
		}
		got, err := r.AppendState(nil)
		require.NoError(t, err)
		require.True(t, bytes.Equal(state, got), "run %d, generation %d", run, g.Seq)
		if i+1 < len(list) {
			_, err = k.Follow(g.Seq, list[i+1].Seq)
			require.NoError(t, err, "run %d, generation %d", run, g.Seq)
		}
	}
}

// pick is n, less for a short test.
func pick(t *testing.T, n int) int {
	if testing.Short() {
		return n / 10
	}
	return n
}

func sums(t testing.TB, r *Rehearser) [2]string {
	t.Helper()
	return [2]string{native.Sum(r.Live), native.Sum(r.Model)}
}

func TestKeeperRefusesOtherSettings(t *testing.T) {
	d := &storetest.Disk{}
	r := keptRun.build(t)
	k, err := newKeeper(t, d, r)
	require.NoError(t, err)
	require.NoError(t, k.Close())
	slots, err := store.OpenSlots(d, 3)
	require.NoError(t, err)
	k = &Keeper{Learner: r, Slots: slots, Journal: store.OpenJournal(d), Settings: "b"}
	require.ErrorIs(t, k.Open(), ErrSettings)
}

// TestRollback: the learner goes on from an older generation, and what happened is
// still in the history.
func TestRollback(t *testing.T) {
	d := &storetest.Disk{}
	r := keptRun.build(t)
	r.Gate.Anchors = nil
	start, err := r.AppendState(nil)
	require.NoError(t, err)
	before := native.Sum(r.Live)
	k, err := newKeeper(t, d, r)
	require.NoError(t, err)
	require.NoError(t, goOn(k))
	require.NotEqual(t, before, native.Sum(r.Live), "nothing was promoted")

	slots, err := store.OpenSlots(d, 3)
	require.NoError(t, err)
	list := slots.List()
	oldest := list[len(list)-1]
	when := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	seq, err := Rollback(slots, store.OpenJournal(d), oldest.Seq, when)
	require.NoError(t, err)
	assert.Equal(t, list[0].Seq+1, seq)
	k, err = newKeeper(t, d, again(t, r, start))
	require.NoError(t, err)
	assert.Equal(t, seq, k.Generation())
	wanted, err := MarkOf(oldest)
	require.NoError(t, err)
	got, err := MarkOf(k.Slots.List()[0])
	require.NoError(t, err)
	assert.Equal(t, wanted.Windows, r.Windows())
	assert.Equal(t, Mark{
		Time: "2026-01-02T03:04:05Z", What: "rollback", Of: oldest.Seq, Windows: wanted.Windows, Steps: wanted.Steps,
		Verdict: wanted.Verdict, Settings: "a",
	}, got)
	_, err = Rollback(slots, store.OpenJournal(d), 99, when)
	require.ErrorIs(t, err, store.ErrUnknown)
}

// TestStateRefusesEveryCut: no part of a state passes for a whole one.
func TestStateRefusesEveryCut(t *testing.T) {
	c := keptRun
	c.windows = 60
	r := c.build(t)
	c.run(t, r)
	state, err := r.AppendState(nil)
	require.NoError(t, err)
	for cut := 0; cut < len(state); cut += 1 + cut/50 {
		require.Error(t, r.SetState(state[:cut]), "%d of %d bytes", cut, len(state))
	}
	require.Error(t, r.SetState(append(state, 0)))
	require.NoError(t, r.SetState(state))
}
