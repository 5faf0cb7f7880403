package memory

import (
	"encoding/binary"
	"fmt"
)

// AppendState appends what the reservoir keeps, and what it has seen, to b.
func (r *Reservoir) AppendState(b []byte) []byte {
	b = binary.LittleEndian.AppendUint32(b, uint32(r.room))
	b = binary.LittleEndian.AppendUint32(b, uint32(r.Bytes()))
	b = binary.LittleEndian.AppendUint32(b, r.all)
	for c, n := range r.seen {
		b = binary.LittleEndian.AppendUint32(b, n)
		b = binary.LittleEndian.AppendUint32(b, uint32(r.start[c+1]))
	}
	p := r.Parts()
	return append(append(append(b, p.Rows...), p.Labels...), p.Logits...)
}

// SetState restores from the front of b what AppendState wrote and returns the rest.
func (r *Reservoir) SetState(b []byte) ([]byte, error) {
	front := 12 + 8*r.groups()
	if len(b) < front || int(binary.LittleEndian.Uint32(b)) != r.room || int(binary.LittleEndian.Uint32(b[4:])) != r.Bytes() {
		return nil, fmt.Errorf("firmware/memory: a state for another memory than %d windows of %d bytes; start a new one", r.room, r.Bytes())
	}
	r.all = binary.LittleEndian.Uint32(b[8:])
	for c := range r.seen {
		at := b[12+8*c:]
		r.seen[c], r.start[c+1] = binary.LittleEndian.Uint32(at), int(binary.LittleEndian.Uint32(at[4:]))
		if r.start[c+1] < r.start[c] || r.start[c+1] > r.room {
			return nil, fmt.Errorf("firmware/memory: a damaged state: class %d ends at window %d of %d", c, r.start[c+1], r.room)
		}
	}
	b = b[front:]
	if len(b) < r.Len()*r.Bytes() {
		return nil, fmt.Errorf("firmware/memory: a state of %d bytes for %d windows of %d", len(b), r.Len(), r.Bytes())
	}
	p := r.Parts()
	for _, part := range [][]byte{p.Rows, p.Labels, p.Logits} {
		b = b[copy(part, b):]
	}
	return b, nil
}
