package firmware

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/firmware/store"
	"edgetune/firmware/store/storetest"
)

// TestRollbackWhileRunning: the learner that runs goes back and on from there; what it
// knew before is a generation too, and a restart finds all of it.
func TestRollbackWhileRunning(t *testing.T) {
	d := &storetest.Disk{}
	r := keptRun.build(t)
	r.Gate.Anchors = nil
	start, err := r.AppendState(nil)
	require.NoError(t, err)
	untouched := sums(t, r)
	k, err := newKeeper(t, d, r)
	require.NoError(t, err)
	_, err = k.Rollback(0)
	require.ErrorIs(t, err, ErrFirst)
	for r.Windows() < 100 {
		_, err := k.Step(background)
		require.NoError(t, err)
	}
	windows := r.Windows()
	g, err := k.Rollback(1)
	require.NoError(t, err)
	assert.Equal(t, untouched, sums(t, r))
	assert.Zero(t, r.Windows())
	list := k.Slots.List()
	assert.Equal(t, g, list[0].Seq)
	before, err := MarkOf(list[1])
	require.NoError(t, err)
	assert.Equal(t, "before rollback", before.What)
	_, err = k.Step(background)
	require.NoError(t, err, "it goes on")
	back, err := k.Rollback(list[1].Seq)
	require.NoError(t, err)
	assert.Equal(t, windows, r.Windows(), "undone")
	learned := sums(t, r)
	assert.NotEqual(t, untouched, learned)
	require.NoError(t, k.Close())

	k, err = newKeeper(t, d, again(t, r, start))
	require.NoError(t, err)
	assert.Equal(t, back, k.Generation())
	assert.Equal(t, learned, sums(t, r))
	_, err = k.Rollback(99)
	require.ErrorIs(t, err, store.ErrUnknown)
}
