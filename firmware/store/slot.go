package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
)

// head is the front of a slot: 40 bytes, little-endian, then the note, then the
// state. The second checksum covers note and state, the first the front itself.
//
//	0 magic  8 version  12 length of note  16 seq  24 length of state  32 crc of both  36 crc of 0-35
type head struct {
	seq  uint64
	note []byte
	size int
}

const (
	headSize    = 40
	magic       = "EDGESLOT"
	slotVersion = 1
	maxNote     = 1 << 16
	maxState    = 1 << 30
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func checksum(parts ...[]byte) uint32 {
	var c uint32
	for _, p := range parts {
		c = crc32.Update(c, castagnoli, p)
	}
	return c
}

// writeSlot writes and syncs.
func writeSlot(f File, h head, state []byte) error {
	if len(h.note) > maxNote || len(state) > maxState {
		return fmt.Errorf("a note of %d and a state of %d bytes; %d and %d are the most", len(h.note), len(state), maxNote, maxState)
	}
	b := make([]byte, headSize, headSize+len(h.note))
	copy(b, magic)
	binary.LittleEndian.PutUint32(b[8:], slotVersion)
	binary.LittleEndian.PutUint32(b[12:], uint32(len(h.note)))
	binary.LittleEndian.PutUint64(b[16:], h.seq)
	binary.LittleEndian.PutUint64(b[24:], uint64(len(state)))
	binary.LittleEndian.PutUint32(b[32:], checksum(h.note, state))
	binary.LittleEndian.PutUint32(b[36:], checksum(b[:36]))
	b = append(b, h.note...)
	if _, err := f.WriteAt(b, 0); err != nil {
		return err
	}
	if _, err := f.WriteAt(state, int64(len(b))); err != nil {
		return err
	}
	return f.Sync()
}

// readSlot reads and checks all of a slot.
func readSlot(f File) (head, []byte, error) {
	b := make([]byte, headSize)
	if _, err := f.ReadAt(b, 0); err != nil {
		return head{}, nil, err
	}
	note, size := binary.LittleEndian.Uint32(b[12:]), binary.LittleEndian.Uint64(b[24:])
	switch {
	case string(b[:8]) != magic:
		return head{}, nil, errors.New("no slot")
	case checksum(b[:36]) != binary.LittleEndian.Uint32(b[36:]):
		return head{}, nil, errors.New("the checksum of the front does not hold")
	case binary.LittleEndian.Uint32(b[8:]) != slotVersion || note > maxNote || size > maxState:
		return head{}, nil, errors.New("a slot of another version")
	}
	if have, err := f.Size(); err != nil || have < headSize+int64(note)+int64(size) {
		return head{}, nil, errors.Join(err, errors.New("the file is too short"))
	}
	rest := make([]byte, int64(note)+int64(size))
	if _, err := f.ReadAt(rest, headSize); err != nil && !errors.Is(err, io.EOF) {
		return head{}, nil, err
	}
	if checksum(rest) != binary.LittleEndian.Uint32(b[32:]) {
		return head{}, nil, errors.New("the checksum of the state does not hold")
	}
	h := head{binary.LittleEndian.Uint64(b[16:]), rest[:note:note], int(size)}
	return h, rest[note:], nil
}
