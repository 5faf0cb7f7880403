package drift

import (
	"encoding/binary"
	"errors"
	"math"
)

// AppendState appends what the detector goes on from to b.
func (a *Adwin) AppendState(b []byte) []byte {
	b = binary.LittleEndian.AppendUint64(b, uint64(a.count))
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(a.sum))
	b = append(b, byte(a.top))
	for i := range a.top {
		l := &a.levels[i]
		b = append(b, byte(l.n))
		for _, k := range l.buckets[:l.n] {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(k.sum))
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(k.squares))
		}
	}
	return b
}

// errState says that bytes are no state.
var errState = errors.New("firmware/drift: not a state of a detector")

// SetState restores from the front of b what AppendState wrote and returns the rest.
func (a *Adwin) SetState(b []byte) ([]byte, error) {
	if len(b) < 17 || b[16] < 1 || b[16] > maxLevels {
		return nil, errState
	}
	*a = Adwin{delta: a.delta, count: int(binary.LittleEndian.Uint64(b)), top: int(b[16])}
	a.sum = math.Float64frombits(binary.LittleEndian.Uint64(b[8:]))
	b = b[17:]
	for i := range a.top {
		if len(b) < 1 || b[0] > maxBuckets || len(b) < 1+16*int(b[0]) {
			return nil, errState
		}
		l := &a.levels[i]
		l.n, b = int(b[0]), b[1:]
		a.n += l.n << i
		for k := range l.n {
			l.buckets[k] = bucket{math.Float64frombits(binary.LittleEndian.Uint64(b)), math.Float64frombits(binary.LittleEndian.Uint64(b[8:]))}
			b = b[16:]
		}
	}
	return b, nil
}
