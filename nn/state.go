package nn

import (
	"encoding/binary"
	"fmt"
	"math"
)

// Stateful is an optimiser that keeps numbers outside the model's block. One that
// does not implement it has none.
type Stateful interface {
	// AppendState appends them to b.
	AppendState(b []byte) ([]byte, error)
	// SetState restores them from the front of b and returns the rest.
	SetState(b []byte) ([]byte, error)
}

// AppendState appends everything of m that outlives a step, little-endian: with it a
// model built from the same spec and options goes on as m would, bit for bit.
func (m *Model) AppendState(b []byte) ([]byte, error) {
	b = binary.LittleEndian.AppendUint32(b, m.counter)
	b = binary.LittleEndian.AppendUint32(b, math.Float32bits(float32(m.scale.value)))
	b = binary.LittleEndian.AppendUint32(b, uint32(m.scale.good))
	m.eachKept(func(t *Tensor) { b = t.appendTo(b) })
	if s, ok := m.opt.Optimizer.(Stateful); ok {
		return s.AppendState(b)
	}
	return b, nil
}

// SetState restores from the front of b what AppendState wrote and returns the rest.
func (m *Model) SetState(b []byte) ([]byte, error) {
	need := 12
	m.eachKept(func(t *Tensor) { need += t.Len() * t.DType.Size() })
	if len(b) < need {
		return nil, fmt.Errorf("nn: a state of %d bytes, this net needs %d; it is of another net", len(b), need)
	}
	m.counter = binary.LittleEndian.Uint32(b)
	m.scale.value = float(math.Float32frombits(binary.LittleEndian.Uint32(b[4:])))
	m.scale.good = int(binary.LittleEndian.Uint32(b[8:]))
	b = b[12:]
	m.eachKept(func(t *Tensor) { b = t.setFrom(b) })
	if s, ok := m.opt.Optimizer.(Stateful); ok {
		return s.SetState(b)
	}
	return b, nil
}

// eachKept visits every tensor of the block that lives as long as the model, but for
// what callers put into a batch.
func (m *Model) eachKept(visit func(t *Tensor)) {
	for _, it := range m.plan.items {
		if it.life == m.plan.always() && !it.given {
			visit(it.bindings[0].dst)
		}
	}
}

func (t *Tensor) appendTo(b []byte) []byte {
	for _, v := range t.f16 {
		b = binary.LittleEndian.AppendUint16(b, uint16(v))
	}
	for _, v := range t.f32 {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(float32(v)))
	}
	for _, v := range t.i32 {
		b = binary.LittleEndian.AppendUint32(b, uint32(v))
	}
	return append(b, t.u8...)
}

func (t *Tensor) setFrom(b []byte) []byte {
	for i := range t.f16 {
		t.f16[i], b = F16(binary.LittleEndian.Uint16(b)), b[2:]
	}
	for i := range t.f32 {
		t.f32[i], b = float(math.Float32frombits(binary.LittleEndian.Uint32(b))), b[4:]
	}
	for i := range t.i32 {
		t.i32[i], b = int32(binary.LittleEndian.Uint32(b)), b[4:]
	}
	return b[copy(t.u8, b):]
}
