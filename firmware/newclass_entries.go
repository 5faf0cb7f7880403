package firmware

import (
	"encoding/binary"
	"fmt"

	"edgetune/firmware/memory"
)

// Kinds of journal entries about classes that the net does not know: a window of one,
// and that the net was to know it from then on.
const (
	entryNovel byte = 'n'
	entryGrow  byte = 'g'
)

// MostName bounds the name of a class, in bytes.
const MostName = 64

// appendNovel is time, length of the name, name, row in int8.
func appendNovel(b []byte, e Example) []byte {
	b = binary.LittleEndian.AppendUint64(b, uint64(e.At))
	b = append(append(b, byte(len(e.Name))), e.Name...)
	return memory.Int8.Pack(b, e.Row)
}

// readNovel reads an entry; the example is valid until the next step.
func (r *Rehearser) readNovel(data []byte) (Example, error) {
	const head = 9
	if len(data) < head || len(data) != head+int(data[8])+len(r.row) {
		return Example{}, fmt.Errorf("firmware: journal: a window of a new class, of %d bytes; it is of another net", len(data))
	}
	name := data[head : head+int(data[8])]
	e := Example{At: int64(binary.LittleEndian.Uint64(data)), Name: string(name), Row: r.row}
	memory.Int8.Unpack(r.row, data[head+len(name):])
	return e, nil
}

func (r *Rehearser) replayNovel(data []byte) error {
	e, err := r.readNovel(data)
	if err == nil {
		r.keepShot(e)
	}
	return err
}
