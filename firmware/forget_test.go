package firmware

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/firmware/memory"
	"edgetune/firmware/store"
	"edgetune/firmware/store/storetest"
)

// reservoirLike is one for the windows of r.
func reservoirLike(t testing.TB, r *Rehearser, room int) *memory.Reservoir {
	t.Helper()
	s, err := memory.NewReservoir(r.Stream.Layout, room, 9)
	require.NoError(t, err)
	return s
}

// forgetting is a keeper that has learned its windows, window i at the time i.
func forgetting(t *testing.T) (*storetest.Disk, *Keeper, []byte) {
	t.Helper()
	d := &storetest.Disk{}
	r := keptRun.build(t)
	start, err := r.AppendState(nil)
	require.NoError(t, err)
	k := openKeeper(t, d, r)
	require.NoError(t, goOn(k))
	return d, openKeeper(t, d, again(t, r, start)), start
}

func openKeeper(t *testing.T, d *storetest.Disk, r *Rehearser) *Keeper {
	t.Helper()
	slots, err := store.OpenSlots(d, 16)
	require.NoError(t, err)
	k := &Keeper{Learner: r, Slots: slots, Journal: store.OpenJournal(d), Settings: "a", Every: 16, Longest: 40}
	require.NoError(t, k.Open())
	return k
}

// TestForget: what is left is what would be, had the windows never arrived. Windows
// 100 to 119 are of the second or third part of the journal, behind generations that
// know nothing of them.
func TestForget(t *testing.T) {
	d, k, start := forgetting(t)
	before := sums(t, k.Learner)
	f, err := k.Forget(Span{100, 120})
	require.NoError(t, err)
	dropped := 0
	for _, n := range f.Dropped {
		dropped += n
	}
	assert.Equal(t, 20, dropped)
	got := sums(t, k.Learner)
	assert.NotEqual(t, before, got)
	base, err := MarkOf(k.Slots.List()[len(k.Slots.List())-int(f.Base)])
	require.NoError(t, err)
	assert.Equal(t, keptRun.windows-20-base.Windows, f.Again)
	assert.LessOrEqual(t, base.Last, int64(99))

	// The same windows, without those, from the same generation.
	want := again(t, keptRun.build(t), start)
	state, err := k.Slots.Load(f.Base)
	require.NoError(t, err)
	require.NoError(t, want.SetState(state))
	for i := range keptRun.windows {
		w, err := want.Feed.Next(background, 0)
		require.NoError(t, err)
		if i < base.Windows || i >= 100 && i < 120 {
			continue
		}
		_, _, err = want.Take(Example{At: w.To, Row: want.Feed.Row(), Class: w.Label.Class})
		require.NoError(t, err)
	}
	require.NoError(t, want.Finish())
	assert.Equal(t, sums(t, want)[1], got[1], "the weights that learn")

	// It lasts, and it can be undone.
	require.NoError(t, k.Close())
	k = openKeeper(t, d, again(t, k.Learner, start))
	assert.Equal(t, got, sums(t, k.Learner))
	mark, err := MarkOf(k.Slots.List()[0])
	require.NoError(t, err)
	assert.Equal(t, "forgot", mark.What)
	assert.Equal(t, &Span{100, 120}, mark.Forgot)
	require.NoError(t, k.Close())
	_, err = Rollback(k.Slots, store.OpenJournal(d), f.Generation-1, time.Time{})
	require.NoError(t, err)
	k = openKeeper(t, d, again(t, k.Learner, start))
	assert.Equal(t, before, sums(t, k.Learner))
}

// TestForgetTwice: the second time, what was forgotten the first time stays forgotten.
func TestForgetTwice(t *testing.T) {
	d, k, start := forgetting(t)
	_, err := k.Forget(Span{130, 140})
	require.NoError(t, err)
	second, err := k.Forget(Span{60, 70})
	require.NoError(t, err)
	twice := sums(t, k.Learner)
	require.NoError(t, k.Close())

	_, other, _ := forgetting(t)
	_, err = other.Forget(Span{60, 70})
	require.NoError(t, err)
	_, err = other.Forget(Span{130, 140})
	require.NoError(t, err)
	assert.Equal(t, sums(t, other.Learner)[1], twice[1], "the order does not matter")
	dropped := 0
	for _, n := range second.Dropped {
		dropped += n
	}
	assert.Equal(t, 10, dropped)
	k = openKeeper(t, d, again(t, k.Learner, start))
	assert.Equal(t, twice, sums(t, k.Learner))
}

// TestForgetAfterRollback: what was rolled back stays gone, and what came after stays.
func TestForgetAfterRollback(t *testing.T) {
	_, k, start := forgetting(t)
	var to store.Generation
	var mark Mark
	for _, g := range k.Slots.List() {
		if m, err := MarkOf(g); err == nil && m.Windows >= 80 {
			to, mark = g, m
		}
	}
	_, err := k.Rollback(to.Seq)
	require.NoError(t, err)
	more := func(take func(Example) (Report, bool, error)) {
		for i := range 30 {
			_, _, err := take(Example{At: int64(1000 + i), Row: []float32{float32(i % 3), 1, -1}, Class: i % 3})
			require.NoError(t, err)
		}
	}
	more(k.Take)
	f, err := k.Forget(Span{60, 70})
	require.NoError(t, err)

	want := again(t, keptRun.build(t), start)
	state, err := k.Slots.Load(f.Base)
	require.NoError(t, err)
	require.NoError(t, want.SetState(state))
	first := want.Windows()
	for i := range mark.Windows {
		w, err := want.Feed.Next(background, 0)
		require.NoError(t, err)
		if i >= first && (i < 60 || i >= 70) {
			_, _, err = want.Take(Example{At: w.To, Row: want.Feed.Row(), Class: w.Label.Class})
			require.NoError(t, err)
		}
	}
	more(want.Take)
	require.NoError(t, want.Finish())
	assert.Equal(t, sums(t, want)[1], sums(t, k.Learner)[1])
	assert.Equal(t, mark.Windows+30-10, k.Learner.Windows())
}

func TestForgetNothing(t *testing.T) {
	_, k, _ := forgetting(t)
	before, generation := sums(t, k.Learner), k.Generation()
	f, err := k.Forget(Span{1000, 2000})
	require.NoError(t, err)
	assert.Zero(t, f.Generation)
	assert.Equal(t, before, sums(t, k.Learner))
	assert.Equal(t, generation, k.Generation())
	_, err = k.Forget(Span{5, 5})
	require.ErrorIs(t, err, ErrForgotten)
}

// TestForgetTooOld: a span that the oldest kept generation knows cannot be unlearned.
func TestForgetTooOld(t *testing.T) {
	d := &storetest.Disk{}
	r := keptRun.build(t)
	slots, err := store.OpenSlots(d, 2)
	require.NoError(t, err)
	k := &Keeper{Learner: r, Slots: slots, Journal: store.OpenJournal(d), Settings: "a", Longest: 40}
	require.NoError(t, k.Open())
	require.NoError(t, goOn(k))
	k = &Keeper{Learner: r, Slots: slots, Journal: store.OpenJournal(d), Settings: "a"}
	require.NoError(t, k.Open())
	before := sums(t, r)
	_, err = k.Forget(Span{3, 9})
	require.ErrorIs(t, err, ErrForgotten)
	assert.Equal(t, before, sums(t, r))
}

// TestForgetCut: whatever moment the power is cut at, the next start finds what was
// there before or what was to be, and nothing else.
func TestForgetCut(t *testing.T) {
	_, k, start := forgetting(t)
	before := sums(t, k.Learner)
	_, err := k.Forget(Span{100, 120})
	require.NoError(t, err)
	after := sums(t, k.Learner)
	var was, is int
	for n := 0; ; n++ {
		d, k, _ := forgetting(t)
		d.CutAfter(n)
		_, err := k.Forget(Span{100, 120})
		d = d.Crash(uint64(n))
		again := openKeeper(t, d, again(t, k.Learner, start))
		switch got := sums(t, again.Learner); got {
		case before:
			was++
			require.Error(t, err, "it was acknowledged")
		case after:
			is++
		default:
			require.Fail(t, "neither", "cut after %d calls", n)
		}
		if err == nil {
			break
		}
	}
	assert.Positive(t, was)
	assert.Positive(t, is)
}
