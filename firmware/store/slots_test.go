package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/firmware/store"
	"edgetune/firmware/store/storetest"
)

// state is one that tells by its bytes which it is.
func state(seq uint64) []byte {
	r := rand.New(rand.NewPCG(seq, 1))
	b := make([]byte, 1+r.IntN(5000))
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

func note(seq uint64) []byte { return fmt.Appendf(nil, `{"n":%d}`, seq) }

func TestSlots(t *testing.T) {
	d := &storetest.Disk{}
	s, err := store.OpenSlots(d, 3)
	require.NoError(t, err)
	_, _, err = s.Newest()
	require.ErrorIs(t, err, store.ErrEmpty)
	for seq := uint64(1); seq <= 7; seq++ {
		g, err := s.Save(note(seq), state(seq))
		require.NoError(t, err)
		assert.Equal(t, seq, g.Seq)
	}
	s, err = store.OpenSlots(d, 3)
	require.NoError(t, err)
	list := s.List()
	require.Len(t, list, 3)
	assert.Equal(t, []uint64{7, 6, 5}, []uint64{list[0].Seq, list[1].Seq, list[2].Seq})
	for _, g := range list {
		got, err := s.Load(g.Seq)
		require.NoError(t, err)
		assert.Equal(t, state(g.Seq), got)
		assert.Equal(t, note(g.Seq), g.Note)
		assert.Equal(t, len(got), g.Size)
	}
	_, err = s.Load(4)
	require.ErrorIs(t, err, store.ErrUnknown)
}

// TestDamage flips every bit's byte of the newest slot in turn: the one before is
// used, and the next save heals.
func TestDamage(t *testing.T) {
	d := &storetest.Disk{}
	s, err := store.OpenSlots(d, 2)
	require.NoError(t, err)
	_, err = s.Save(nil, []byte("old"))
	require.NoError(t, err)
	_, err = s.Save([]byte("note"), []byte("new"))
	require.NoError(t, err)
	for at := range d.Len("slot1") {
		d.Damage("slot1", at)
		s, err := store.OpenSlots(d, 2)
		require.NoError(t, err)
		g, got, err := s.Newest()
		require.NoError(t, err)
		require.Equal(t, uint64(1), g.Seq, "byte %d", at)
		require.Equal(t, "old", string(got))
		d.Damage("slot1", at)
	}
	d.Damage("slot1", 20)
	s, err = store.OpenSlots(d, 2)
	require.NoError(t, err)
	g, err := s.Save(nil, []byte("newer"))
	require.NoError(t, err)
	assert.Equal(t, uint64(2), g.Seq)
}

// damaged while open: Newest passes it over.
func TestDamageWhileOpen(t *testing.T) {
	d := &storetest.Disk{}
	s, err := store.OpenSlots(d, 2)
	require.NoError(t, err)
	for _, b := range []string{"a", "b"} {
		_, err = s.Save(nil, []byte(b))
		require.NoError(t, err)
	}
	d.Damage("slot1", 40)
	_, err = s.Load(2)
	require.ErrorIs(t, err, store.ErrDamaged)
	g, got, err := s.Newest()
	require.NoError(t, err)
	assert.Equal(t, uint64(1), g.Seq)
	assert.Equal(t, "a", string(got))
}

// saver saves states until the disk fails and returns the last one acknowledged.
func saver(d *storetest.Disk, slots int) (acknowledged uint64) {
	s, err := store.OpenSlots(d, slots)
	if err != nil {
		return 0
	}
	if g := s.List(); len(g) > 0 {
		acknowledged = g[0].Seq
	}
	for range 6 {
		next := acknowledged + 1
		g, err := s.Save(note(next), state(next))
		if err != nil {
			return acknowledged
		}
		acknowledged = g.Seq
	}
	return acknowledged
}

// TestPowerCuts cuts the power at a random call, again and again on what the cut
// before left: what was acknowledged is there, whole.
func TestPowerCuts(t *testing.T) {
	const cuts = 500
	lost := 0
	for run := range cuts / 5 {
		r := rand.New(rand.NewPCG(uint64(run), 2))
		slots := 2 + r.IntN(3)
		d := &storetest.Disk{}
		for cut := range 5 {
			d.CutAfter(r.IntN(30))
			acknowledged := saver(d, slots)
			if cut%2 == 0 {
				d = d.Crash(uint64(5*run + cut))
			} else {
				d = d.Kill().Crash(uint64(5*run + cut))
			}
			checkAfterCut(t, d, slots, acknowledged)
			lost += int(acknowledged)
		}
	}
	assert.Positive(t, lost, "nothing was ever saved")
}

func checkAfterCut(t *testing.T, d *storetest.Disk, slots int, acknowledged uint64) {
	t.Helper()
	s, err := store.OpenSlots(d, slots)
	require.NoError(t, err)
	g, got, err := s.Newest()
	if acknowledged == 0 && errors.Is(err, store.ErrEmpty) {
		return
	}
	require.NoError(t, err)
	require.GreaterOrEqual(t, g.Seq, acknowledged)
	require.True(t, bytes.Equal(state(g.Seq), got), "generation %d is not what was saved", g.Seq)
}

// TestSyncMatters: without the sync of the file the same test would fail.
func TestSyncMatters(t *testing.T) {
	failed := false
	for run := range 200 {
		d := &storetest.Disk{}
		acknowledged := saver(d, 2)
		d.Unsync()
		s, err := store.OpenSlots(d.Crash(uint64(run)), 2)
		require.NoError(t, err)
		g, got, err := s.Newest()
		failed = failed || err != nil || g.Seq < acknowledged || !bytes.Equal(got, state(g.Seq))
	}
	assert.True(t, failed, "the double never loses anything")
}

func TestDir(t *testing.T) {
	path := t.TempDir()
	d, err := store.Dir(path)
	require.NoError(t, err)
	s, err := store.OpenSlots(d, 2)
	require.NoError(t, err)
	_, err = s.Save(note(1), state(1))
	require.NoError(t, err)
	_, err = store.Dir(path)
	require.ErrorContains(t, err, "in use by another edgetune")
	require.NoError(t, d.Close())
	d, err = store.Dir(path)
	require.NoError(t, err)
	defer d.Close()
	s, err = store.OpenSlots(d, 2)
	require.NoError(t, err)
	_, got, err := s.Newest()
	require.NoError(t, err)
	assert.Equal(t, state(1), got)
}
