package firmware

import (
	"encoding/binary"
	"fmt"
	"math"

	"edgetune/firmware/memory"
)

// Kinds of journal entries: a window that arrived, a round that ended with fewer
// than eight, the end of a recording.
const (
	entryWindow byte = 'w'
	entryShort  byte = 's'
	entryFinish byte = 'f'
)

func (r *Rehearser) log(kind byte, data []byte) error {
	if r.Log == nil {
		return nil
	}
	return r.Log(kind, data)
}

// windowBytes is the length of an entry: time, class, row in int8, target values.
func windowBytes(width, values int) int { return entryHead + width + 4*values }

const entryHead = 8 + 2

func appendWindow(b []byte, e Example) []byte {
	b = binary.LittleEndian.AppendUint64(b, uint64(e.At))
	b = binary.LittleEndian.AppendUint16(b, uint16(e.Class))
	b = memory.Int8.Pack(b, e.Row)
	for _, v := range e.Values {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
	}
	return b
}

// Replay learns from an entry of the journal as it did when the entry was written.
func (r *Rehearser) Replay(kind byte, data []byte) error {
	log, tell := r.Log, r.Tell
	r.Log, r.Tell = nil, nil
	defer func() { r.Log, r.Tell = log, tell }()
	switch kind {
	case entryWindow:
		return r.replayWindow(data)
	case entryShort:
		if r.round.n == 0 {
			return fmt.Errorf("firmware: journal: a round ends before it began; it is of another state")
		}
		_, err := r.learn()
		return err
	case entryFinish:
		return r.Finish()
	case entryJump: // who loads a generation is there
		return nil
	case entryNovel:
		return r.replayNovel(data)
	case entryGrow:
		return r.replayGrow(string(data))
	}
	return fmt.Errorf("firmware: journal: an entry of kind %q; use a newer edgetune", kind)
}

func (r *Rehearser) replayWindow(data []byte) error {
	e, err := r.readWindow(data)
	if err == nil {
		_, _, err = r.Take(e)
	}
	return err
}

// readWindow reads an entry; the example is valid until the next step.
func (r *Rehearser) readWindow(data []byte) (Example, error) {
	values := r.values[:len(r.Feed.bundle.Targets)]
	if len(data) != windowBytes(len(r.row), len(values)) {
		return Example{}, fmt.Errorf("firmware: journal: a window of %d bytes, this net reads %d; it is of another net", len(data), windowBytes(len(r.row), len(values)))
	}
	e := Example{At: int64(binary.LittleEndian.Uint64(data)), Class: int(binary.LittleEndian.Uint16(data[8:])), Row: r.row, Values: values}
	data = memory.Int8.Unpack(r.row, data[entryHead:])
	for i := range values {
		values[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
	}
	return e, nil
}
