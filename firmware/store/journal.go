package store

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Journal is records in the order of what happened, each chained to the one before
// by a hash: a record that was changed, lost or added later is found. It lies in
// segments, one for each state in [Slots], so that old ones can go.
//
// A record lasts after Sync; those after the last Sync may be lost to a power cut,
// from some record on.
type Journal struct {
	fs     FS
	f      File
	id     uint64 // of the open segment
	at     int64  // where the next record goes
	chain  [chainSize]byte
	buffer []byte
}

// A record is its length, its kind, its bytes, and the hash of all that together
// with the hash of the record before.
//
//	0 length  4 kind  5 bytes  5+length hash
const (
	chainSize  = 16
	recordHead = 5
	maxRecord  = 1 << 24
	flushBytes = 1 << 13 // records are written, though not synced, this often
	segment    = "journal"
)

// Record is one entry. Data is valid until the next one is read.
type Record struct {
	Kind byte
	Data []byte
}

// OpenJournal returns a journal without an open segment.
func OpenJournal(fs FS) *Journal { return &Journal{fs: fs} }

func segmentName(id uint64) string { return fmt.Sprintf("%s%d", segment, id) }

// Segments returns the numbers of the segments, in rising order.
func (j *Journal) Segments() ([]uint64, error) {
	names, err := j.fs.List()
	if err != nil {
		return nil, fmt.Errorf("firmware/store: %w", err)
	}
	var ids []uint64
	for _, name := range names {
		digits, ok := strings.CutPrefix(name, segment)
		if id, err := strconv.ParseUint(digits, 10, 64); ok && err == nil {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids, nil
}

// Start begins a new, empty segment, chained to what came before, and removes those
// below keep. The segment before is synced.
func (j *Journal) Start(id, keep uint64) error {
	if err := j.Close(); err != nil {
		return err
	}
	f, err := j.fs.Open(segmentName(id))
	if err != nil {
		return fmt.Errorf("firmware/store: journal: %w", err)
	}
	if err = f.Truncate(0); err == nil {
		_, err = f.WriteAt(j.chain[:], 0)
	}
	if err == nil {
		err = f.Sync()
	}
	if err == nil {
		err = j.trim(keep)
	}
	if err == nil {
		err = j.fs.Sync()
	}
	if err != nil {
		return fmt.Errorf("firmware/store: journal: start segment %d: %w", id, errors.Join(err, f.Close()))
	}
	j.f, j.id, j.at = f, id, chainSize
	return nil
}

// trim removes the segments below keep.
func (j *Journal) trim(keep uint64) error {
	ids, err := j.Segments()
	if err != nil {
		return err
	}
	for _, id := range ids {
		if id < keep {
			if err := j.fs.Remove(segmentName(id)); err != nil {
				return err
			}
		}
	}
	return nil
}

// Append adds a record, in memory or, now and then, to the file. After an error the
// journal is without it, and goes on with the next one.
func (j *Journal) Append(kind byte, data []byte) error {
	if len(data) > maxRecord {
		return fmt.Errorf("firmware/store: journal: a record of %d bytes; %d is the most", len(data), maxRecord)
	}
	before, lo := j.chain, len(j.buffer)
	j.buffer = binary.LittleEndian.AppendUint32(j.buffer, uint32(len(data)))
	j.buffer = append(j.buffer, kind)
	j.buffer = append(j.buffer, data...)
	j.chain = link(j.chain, j.buffer[lo:])
	j.buffer = append(j.buffer, j.chain[:]...)
	if len(j.buffer) < flushBytes {
		return nil
	}
	err := j.flush()
	if err != nil {
		j.buffer, j.chain = j.buffer[:lo], before
	}
	return err
}

// link is the hash that follows a record.
func link(before [chainSize]byte, record []byte) (after [chainSize]byte) {
	h := sha256.New()
	h.Write(before[:])
	h.Write(record)
	copy(after[:], h.Sum(nil))
	return after
}

func (j *Journal) flush() error {
	if len(j.buffer) == 0 {
		return nil
	}
	if j.f == nil {
		return errors.New("firmware/store: journal: no segment is open; start one")
	}
	n, err := j.f.WriteAt(j.buffer, j.at)
	if err != nil {
		return fmt.Errorf("firmware/store: journal: %w", err)
	}
	j.at += int64(n)
	j.buffer = j.buffer[:0]
	return nil
}

// Sync makes every record so far last.
func (j *Journal) Sync() error {
	if j.f == nil && len(j.buffer) == 0 {
		return nil
	}
	if err := j.flush(); err != nil {
		return err
	}
	if err := j.f.Sync(); err != nil {
		return fmt.Errorf("firmware/store: journal: %w", err)
	}
	return nil
}

// Close syncs and closes the segment. Records that could not be written stay, and no
// other segment takes them: the journal is of use again after Resume.
func (j *Journal) Close() error {
	if j.f == nil {
		return j.Sync()
	}
	err := errors.Join(j.Sync(), j.f.Close())
	j.f = nil
	return err
}

// Chain returns the hash of the last record.
func (j *Journal) Chain() [chainSize]byte { return j.chain }

// Resume opens a segment to append to, after its last sound record: use is told
// about each record before. What follows the last sound record is cut off.
func (j *Journal) Resume(id uint64, use func(Record) error) error {
	f, err := j.fs.Open(segmentName(id))
	if err != nil {
		return fmt.Errorf("firmware/store: journal: %w", err)
	}
	at, chain, err := readSegment(f, use)
	if err == nil {
		err = f.Truncate(at)
	}
	if err == nil {
		err = f.Sync()
	}
	if err != nil {
		return fmt.Errorf("firmware/store: journal: segment %d: %w", id, errors.Join(err, f.Close()))
	}
	j.buffer = j.buffer[:0]
	if at > 0 {
		j.f, j.id, j.at, j.chain = f, id, at, chain
		return nil
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("firmware/store: journal: %w", err)
	}
	return j.begin(id)
}

// begin starts a segment that a state has, but that was never begun, behind the one
// before it.
func (j *Journal) begin(id uint64) error {
	ids, err := j.Segments()
	if err != nil {
		return err
	}
	for _, before := range ids {
		if before >= id {
			break
		}
		if j.chain, err = j.Read(before, func(Record) error { return nil }); err != nil {
			return err
		}
	}
	return j.Start(id, 0)
}

// Front returns what a segment is chained to, the hash of the last record of the one
// before it; begun is false where it was opened only.
func (j *Journal) Front(id uint64) (chain [chainSize]byte, begun bool, err error) {
	f, err := j.fs.Open(segmentName(id))
	if err != nil {
		return chain, false, fmt.Errorf("firmware/store: journal: %w", err)
	}
	defer f.Close()
	n, err := f.ReadAt(chain[:], 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return chain, false, fmt.Errorf("firmware/store: journal: %w", err)
	}
	return chain, n == chainSize, nil
}

// Read tells use about each sound record of a segment and returns the chain behind
// the last one.
func (j *Journal) Read(id uint64, use func(Record) error) (chain [chainSize]byte, err error) {
	f, err := j.fs.Open(segmentName(id))
	if err != nil {
		return chain, fmt.Errorf("firmware/store: journal: %w", err)
	}
	defer f.Close()
	_, chain, err = readSegment(f, use)
	return chain, err
}

// readSegment returns where the last sound record ends. Only use makes errors: a
// segment ends where its chain does.
func readSegment(f File, use func(Record) error) (at int64, chain [chainSize]byte, err error) {
	size, err := f.Size()
	if err != nil {
		return 0, chain, err
	}
	r := io.NewSectionReader(f, 0, size)
	if _, err := io.ReadFull(r, chain[:]); err != nil {
		return 0, chain, nil // never begun
	}
	at = chainSize
	var b []byte
	for {
		record, next, ok := readRecord(r, size-at, chain, b)
		if !ok {
			return at, chain, nil
		}
		b = record
		data := record[recordHead : len(record)-chainSize]
		if err := use(Record{record[4], data}); err != nil {
			return at, chain, err
		}
		at, chain = at+int64(len(record)), next
	}
}

// readRecord reads one record into b, which may grow, and checks its hash.
func readRecord(r io.Reader, left int64, chain [chainSize]byte, b []byte) (record []byte, next [chainSize]byte, ok bool) {
	b = slices.Grow(b[:0], recordHead)[:recordHead]
	if _, err := io.ReadFull(r, b); err != nil {
		return b, chain, false
	}
	n := int64(binary.LittleEndian.Uint32(b))
	if n > maxRecord || recordHead+n+chainSize > left {
		return b, chain, false
	}
	b = slices.Grow(b, int(n)+chainSize)[:recordHead+int(n)+chainSize]
	if _, err := io.ReadFull(r, b[recordHead:]); err != nil {
		return b, chain, false
	}
	body := len(b) - chainSize
	next = link(chain, b[:body])
	return b, next, string(next[:]) == string(b[body:])
}
