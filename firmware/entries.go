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

// windowBytes is the length of an entry: class, row in int8, target values.
func windowBytes(width, values int) int { return 2 + width + 4*values }

func appendWindow(b []byte, row []float32, class int, values []float32) []byte {
	b = binary.LittleEndian.AppendUint16(b, uint16(class))
	b = memory.Int8.Pack(b, row)
	for _, v := range values {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
	}
	return b
}

// Replay learns from an entry of the journal as it did when the entry was written.
func (r *Rehearser) Replay(kind byte, data []byte) error {
	log := r.Log
	r.Log = nil
	defer func() { r.Log = log }()
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
	}
	return fmt.Errorf("firmware: journal: an entry of kind %q; use a newer edgetune", kind)
}

func (r *Rehearser) replayWindow(data []byte) error {
	values := r.values[:len(r.Feed.bundle.Targets)]
	if len(data) != windowBytes(len(r.row), len(values)) {
		return fmt.Errorf("firmware: journal: a window of %d bytes, this net reads %d; it is of another net", len(data), windowBytes(len(r.row), len(values)))
	}
	class := int(binary.LittleEndian.Uint16(data))
	if class >= max(len(r.logits), 2) {
		return fmt.Errorf("firmware: journal: a window of class %d; it is of another net", class)
	}
	data = memory.Int8.Unpack(r.row, data[2:])
	for i := range values {
		values[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
	}
	if err := r.arrive(r.row, class, values); err != nil || r.round.n < RoundWindows {
		return err
	}
	_, err := r.learn()
	return err
}
