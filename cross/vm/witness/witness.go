package witness

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"

	"edgetune/firmware/store"
)

// Generations is how many states are kept.
const Generations = 4

// Ack says what must outlast a crash from now on: a state, and so many records of its
// segment of the journal.
type Ack struct{ Seq, Records uint64 }

// State is the state of a number, 1 to 64 KiB.
func State(seq uint64) []byte {
	r := rand.New(rand.NewPCG(seq, 1))
	return random(r, 1024+r.IntN(63<<10))
}

// Record is record i behind a state: a window of 100 to 1500 bytes.
func Record(seq, i uint64) []byte {
	r := rand.New(rand.NewPCG(seq, 2+i))
	return random(r, 100+r.IntN(1400))
}

func random(r *rand.Rand, n int) []byte {
	b := make([]byte, 0, n+8)
	for len(b) < n {
		b = binary.LittleEndian.AppendUint64(b, r.Uint64())
	}
	return b[:n]
}

// Run goes on where the store in fs ends: so many more states, each with up to 40
// records behind it. It tells ack about everything that has become last.
func Run(fs store.FS, states int, ack func(Ack) error) error {
	slots, err := store.OpenSlots(fs, Generations)
	if err != nil {
		return err
	}
	w := &writer{slots: slots, journal: store.OpenJournal(fs), ack: ack}
	if err := w.resume(); err != nil {
		return err
	}
	for range states {
		if err := w.state(); err != nil {
			return err
		}
	}
	return w.journal.Close()
}

type writer struct {
	slots   *store.Slots
	journal *store.Journal
	ack     func(Ack) error
}

// resume continues the chain of the journal.
func (w *writer) resume() error {
	list := w.slots.List()
	if len(list) == 0 {
		return nil
	}
	return w.journal.Resume(list[0].Seq, func(store.Record) error { return nil })
}

// state saves the next state and appends its records, syncing now and then.
func (w *writer) state() error {
	next := uint64(1)
	if list := w.slots.List(); len(list) > 0 {
		next = list[0].Seq + 1
	}
	g, err := w.slots.Save(nil, State(next))
	if err != nil {
		return err
	}
	if err := w.ack(Ack{Seq: g.Seq}); err != nil {
		return err
	}
	list := w.slots.List()
	if err := w.journal.Start(g.Seq, list[len(list)-1].Seq); err != nil {
		return err
	}
	r := rand.New(rand.NewPCG(g.Seq, 0))
	for i := range uint64(r.IntN(40)) {
		if err := w.journal.Append(byte(i), Record(g.Seq, i)); err != nil {
			return err
		}
		if r.IntN(8) > 0 {
			continue
		}
		if err := w.journal.Sync(); err != nil {
			return err
		}
		if err := w.ack(Ack{g.Seq, i + 1}); err != nil {
			return err
		}
	}
	return nil
}

// Check opens a store after a crash: all that it holds is what was written, and nothing
// that was acknowledged is missing.
func Check(fs store.FS, last Ack) error {
	slots, err := store.OpenSlots(fs, Generations)
	if err != nil {
		return err
	}
	if last.Seq == 0 {
		return nil
	}
	g, _, err := slots.Newest()
	if err != nil {
		return err
	}
	if g.Seq < last.Seq {
		return fmt.Errorf("the newest state is %d, and %d was acknowledged", g.Seq, last.Seq)
	}
	for _, g := range slots.List() {
		state, err := slots.Load(g.Seq)
		if err != nil {
			return err
		}
		if !bytes.Equal(state, State(g.Seq)) {
			return fmt.Errorf("state %d is not what was saved", g.Seq)
		}
	}
	return checkJournal(fs, last)
}

// checkJournal reads the segment of the last acknowledged state, and resumes it.
func checkJournal(fs store.FS, last Ack) error {
	n := uint64(0)
	count := func(r store.Record) error {
		if r.Kind != byte(n) || !bytes.Equal(r.Data, Record(last.Seq, n)) {
			return fmt.Errorf("record %d behind state %d is not what was appended", n, last.Seq)
		}
		n++
		return nil
	}
	if _, err := store.OpenJournal(fs).Read(last.Seq, count); err != nil {
		return err
	}
	if n < last.Records {
		return fmt.Errorf("%d records behind state %d, and %d were acknowledged", n, last.Seq, last.Records)
	}
	j := store.OpenJournal(fs)
	if err := j.Resume(last.Seq, func(store.Record) error { return nil }); err != nil {
		return err
	}
	return j.Close()
}
