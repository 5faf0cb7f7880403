package blocklog

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Flags of an entry (Linux, Documentation/admin-guide/device-mapper/log-writes.rst).
const (
	flagFlush   = 1
	flagFUA     = 2
	flagDiscard = 4

	magic    = 0x6a736677736872
	version  = 1
	maxBytes = 32 << 20 // of one write
)

// Entry is one request of the guest.
type Entry struct {
	Offset int64  // in bytes
	Data   []byte // nil for a flush
	Flush  bool   // all that came before is on the disk
	FUA    bool   // this write itself is on the disk
}

// Read reads a log.
func Read(r io.Reader) ([]Entry, error) {
	var super [32]byte
	if _, err := io.ReadFull(r, super[:]); err != nil {
		return nil, fmt.Errorf("blocklog: %w", err)
	}
	le := binary.LittleEndian
	entries, sector := le.Uint64(super[16:]), int64(le.Uint32(super[24:]))
	switch {
	case le.Uint64(super[:]) != magic || le.Uint64(super[8:]) != version:
		return nil, errors.New("blocklog: not a log of writes")
	case sector != 512 && sector != 4096:
		return nil, fmt.Errorf("blocklog: sectors of %d bytes", sector)
	}
	if _, err := io.CopyN(io.Discard, r, sector-int64(len(super))); err != nil {
		return nil, fmt.Errorf("blocklog: %w", err)
	}
	var list []Entry
	for i := range entries {
		e, err := readEntry(r, sector)
		if err != nil {
			return nil, fmt.Errorf("blocklog: entry %d of %d: %w", i, entries, err)
		}
		list = append(list, e)
	}
	return list, nil
}

// readEntry reads the sector that describes a request, and the sectors written.
func readEntry(r io.Reader, sector int64) (e Entry, err error) {
	head := make([]byte, sector)
	if _, err := io.ReadFull(r, head); err != nil {
		return e, err
	}
	le := binary.LittleEndian
	at, n, flags := le.Uint64(head), le.Uint64(head[8:]), le.Uint64(head[16:])
	if n > maxBytes/uint64(sector) || at > 1<<40 {
		return e, fmt.Errorf("%d sectors at %d", n, at)
	}
	e = Entry{Offset: int64(at) * sector, Flush: flags&flagFlush != 0, FUA: flags&flagFUA != 0}
	if flags&flagDiscard != 0 || n == 0 {
		return e, nil
	}
	e.Data = make([]byte, int64(n)*sector)
	_, err = io.ReadFull(r, e.Data)
	return e, err
}
