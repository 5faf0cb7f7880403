package store_test

import (
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/firmware/store"
	"edgetune/firmware/store/storetest"
)

// read returns the kinds of the records of a segment.
func read(t *testing.T, d *storetest.Disk, id uint64) (kinds []byte) {
	t.Helper()
	_, err := store.OpenJournal(d).Read(id, func(r store.Record) error {
		require.Equal(t, state(uint64(r.Kind)), r.Data)
		kinds = append(kinds, r.Kind)
		return nil
	})
	require.NoError(t, err)
	return kinds
}

func TestJournal(t *testing.T) {
	d := &storetest.Disk{}
	j := store.OpenJournal(d)
	require.NoError(t, j.Start(1, 0))
	for kind := range byte(5) {
		require.NoError(t, j.Append(kind, state(uint64(kind))))
	}
	require.NoError(t, j.Start(2, 1))
	require.NoError(t, j.Append(9, state(9)))
	require.NoError(t, j.Close())
	assert.Equal(t, []byte{0, 1, 2, 3, 4}, read(t, d, 1))
	assert.Equal(t, []byte{9}, read(t, d, 2))

	again := store.OpenJournal(d)
	n := 0
	require.NoError(t, again.Resume(2, func(store.Record) error { n++; return nil }))
	assert.Equal(t, 1, n)
	assert.Equal(t, j.Chain(), again.Chain())
	require.NoError(t, again.Append(10, state(10)))
	require.NoError(t, again.Start(3, 2))
	assert.Equal(t, []byte{9, 10}, read(t, d, 2))
	ids, err := again.Segments()
	require.NoError(t, err)
	assert.Equal(t, []uint64{2, 3}, ids)
}

// TestJournalFindsChanges flips a bit of every byte in turn: the records before it
// stay, those after it are gone.
func TestJournalFindsChanges(t *testing.T) {
	d := &storetest.Disk{}
	j := store.OpenJournal(d)
	require.NoError(t, j.Start(1, 0))
	var ends []int
	for kind := range byte(3) {
		require.NoError(t, j.Append(kind, []byte{kind, 1, 2}))
		require.NoError(t, j.Sync())
		ends = append(ends, d.Len("journal1"))
	}
	for at := range ends[2] {
		d.Damage("journal1", at)
		n := 0
		_, err := store.OpenJournal(d).Read(1, func(store.Record) error { n++; return nil })
		require.NoError(t, err)
		want := 0
		for _, end := range ends {
			if at >= end {
				want++
			}
		}
		require.Equal(t, want, n, "byte %d", at)
		d.Damage("journal1", at)
	}
}

// TestJournalPowerCuts: what was synced is there, in order and unchanged; what
// follows is some of what was appended.
func TestJournalPowerCuts(t *testing.T) {
	for run := range 500 {
		r := rand.New(rand.NewPCG(uint64(run), 3))
		d := &storetest.Disk{}
		d.CutAfter(4 + r.IntN(60))
		j := store.OpenJournal(d)
		synced, appended := -1, 0
		err := j.Start(1, 0)
		if err == nil {
			synced = 0
		}
		for err == nil && appended < 200 {
			if err = j.Append(byte(appended), state(uint64(appended))); err == nil {
				appended++
			}
			if err == nil && r.IntN(4) == 0 {
				if err = j.Sync(); err == nil {
					synced = appended
				}
			}
		}
		require.True(t, err == nil || errors.Is(err, storetest.ErrCut))
		if synced < 0 {
			continue
		}
		kinds := read(t, d.Crash(uint64(run)), 1)
		require.GreaterOrEqual(t, len(kinds), synced)
		require.LessOrEqual(t, len(kinds), appended+1, "the record that the cut interrupted may be there")
		for i, k := range kinds {
			require.Equal(t, byte(i), k)
		}
	}
}

func TestJournalRefuses(t *testing.T) {
	j := store.OpenJournal(&storetest.Disk{})
	require.ErrorContains(t, j.Append(1, make([]byte, 1<<24+1)), "is the most")
	require.ErrorContains(t, j.Append(1, make([]byte, 1<<14)), "start one")
}

func FuzzJournal(f *testing.F) {
	d := &storetest.Disk{}
	j := store.OpenJournal(d)
	_ = j.Start(1, 0)
	_ = j.Append(1, []byte("one"))
	_ = j.Close()
	f.Add(d.Content("journal1"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		d := &storetest.Disk{}
		d.Put("journal1", b)
		j := store.OpenJournal(d)
		if err := j.Resume(1, func(store.Record) error { return nil }); err != nil {
			t.Fatal(err)
		}
	})
}

func FuzzSlots(f *testing.F) {
	d := &storetest.Disk{}
	s, _ := store.OpenSlots(d, 2)
	_, _ = s.Save([]byte("note"), []byte("state"))
	f.Add(d.Content("slot0"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		d := &storetest.Disk{}
		d.Put("slot0", b)
		s, err := store.OpenSlots(d, 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range s.List() {
			if _, err := s.Load(g.Seq); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// full is a disk that takes no more bytes while it is full.
type full struct {
	*storetest.Disk
	now bool
}

func (d *full) Open(name string) (store.File, error) {
	f, err := d.Disk.Open(name)
	return fullFile{f, d}, err
}

type fullFile struct {
	store.File
	d *full
}

func (f fullFile) WriteAt(p []byte, at int64) (int, error) {
	if f.d.now {
		n, err := f.File.WriteAt(p[:len(p)/2], at)
		return n, errors.Join(err, errFull)
	}
	return f.File.WriteAt(p, at)
}

var errFull = errors.New("no space left on device")

// TestJournalWithoutWhatDidNotFit: a record that was refused is not in the journal
// when there is room again.
func TestJournalWithoutWhatDidNotFit(t *testing.T) {
	d := &full{Disk: &storetest.Disk{}}
	j := store.OpenJournal(d)
	require.NoError(t, j.Start(1, 0))
	require.NoError(t, j.Append(1, state(1)))
	d.now = true
	require.ErrorIs(t, j.Append(2, make([]byte, 1<<14)), errFull)
	require.ErrorIs(t, j.Sync(), errFull)
	d.now = false
	require.NoError(t, j.Append(3, state(3)))
	require.NoError(t, j.Close())
	assert.Equal(t, []byte{1, 3}, read(t, d.Disk, 1))
}

// TestJournalClosedWithRecords: records that could not be written when their segment
// was closed do not slip into the next one.
func TestJournalClosedWithRecords(t *testing.T) {
	d := &full{Disk: &storetest.Disk{}}
	j := store.OpenJournal(d)
	require.NoError(t, j.Start(1, 0))
	require.NoError(t, j.Append(1, state(1)))
	d.now = true
	require.ErrorIs(t, j.Start(2, 1), errFull)
	d.now = false
	require.ErrorContains(t, j.Sync(), "no segment is open")
	require.ErrorContains(t, j.Start(2, 1), "no segment is open")
}
