package native

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io"
	"math"

	"edgetune/fixedpoint"
	"edgetune/nn"
)

// Load fills the tensors of m, which was built for [File.Spec] with any storage
// type, and the wanted extra tensors, whose Values it allocates; others are
// skipped. It converts between float32 and float16, to nearest. It can be called
// once, and m is spoilt when it fails.
func (f *File) Load(m nn.Net, wanted ...*Extra) error {
	l := loader{r: f.r, crc: newCRC(), own: map[string]nn.Named{}, extra: map[string]*Extra{}}
	for _, t := range m.Tensors() {
		l.own[t.Name] = t
	}
	for _, e := range wanted {
		l.extra[e.Name] = e
	}
	err := l.all(f.head.entries)
	if err == nil && hex32(l.crc.Sum32()) != f.crc {
		err = errors.New("the checksum of the tensors does not hold; copy the file again")
	}
	if err != nil {
		return fmt.Errorf("nn/codec/native: %s%w: %w", f.path, ErrCorrupt, err)
	}
	return nil
}

// loader reads the data from front to end.
type loader struct {
	r     io.Reader
	crc   hash.Hash32
	own   map[string]nn.Named // still to come
	extra map[string]*Extra
	buf   [bufferSize]byte
}

func (l *loader) all(entries []entry) error {
	for i := range entries {
		if err := l.one(&entries[i]); err != nil {
			return fmt.Errorf("tensor %.100q: %w", entries[i].name, err)
		}
	}
	for name := range l.own {
		return fmt.Errorf("tensor %q is missing", name)
	}
	return nil
}

func (l *loader) one(e *entry) error {
	if t, ok := l.own[e.name]; ok {
		delete(l.own, e.name)
		return l.tensor(e, t)
	}
	x := l.extra[e.name]
	if x == nil {
		return l.chunks(e, func([]byte) error { return nil })
	}
	if e.DType == f32Name {
		return fmt.Errorf("type %s, want 16 bits or bytes", e.DType)
	}
	x.Shape, x.Float, x.Bytes = e.Shape, e.DType == f16Name, nil
	if e.DType == u8Name {
		x.Bytes = []byte{}
		return l.chunks(e, func(b []byte) error { x.Bytes = append(x.Bytes, b...); return nil })
	}
	// Grown as the data come, so that a header that lies about sizes costs nothing.
	x.Values = x.Values[:0]
	return l.chunks(e, func(b []byte) error {
		for ; len(b) > 0; b = b[2:] {
			x.Values = append(x.Values, binary.LittleEndian.Uint16(b))
		}
		return nil
	})
}

// chunks hands the bytes of e to use, whole elements at a time.
func (l *loader) chunks(e *entry, use func([]byte) error) error {
	for left := e.bytes(); left > 0; {
		b := l.buf[:min(left, bufferSize)]
		if _, err := io.ReadFull(l.r, b); err != nil {
			return short(err)
		}
		l.crc.Write(b)
		if err := use(b); err != nil {
			return err
		}
		left -= len(b)
	}
	return nil
}

// tensor fills one tensor of the model.
func (l *loader) tensor(e *entry, t nn.Named) error {
	if !sameShape(e.Shape, t.Shape) {
		return fmt.Errorf("shape %v, the net has %v", e.Shape, []int(t.Shape))
	}
	if d := t.Tensor.DType; d != nn.F32 && d != nn.Half {
		return l.integers(e, t.Tensor)
	}
	at := 0
	return l.chunks(e, func(b []byte) error {
		for ; len(b) > 0; at++ {
			v, rest, err := decode(e.DType, b)
			if err != nil {
				return err
			}
			if v-v != 0 {
				return fmt.Errorf("element %d is %g; use an older copy", at, v)
			}
			if !store(t.Tensor, at, v) {
				return fmt.Errorf("element %d is %g, beyond float16; load it as float32", at, v)
			}
			b = rest
		}
		return nil
	})
}

// decode reads the first element of b.
func decode(dtype string, b []byte) (v float32, rest []byte, err error) {
	switch dtype {
	case f32Name:
		return math.Float32frombits(binary.LittleEndian.Uint32(b)), b[4:], nil
	case f16Name:
		return fixedpoint.FromF16(fixedpoint.F16(binary.LittleEndian.Uint16(b))), b[2:], nil
	}
	return 0, nil, fmt.Errorf("type %s, want F32 or F16", dtype)
}

// store reports false for a value that the tensor's type cannot hold.
func store(t *nn.Tensor, at int, v float32) bool {
	if t.DType != nn.Half {
		t.Floats()[at] = v
		return true
	}
	h := fixedpoint.ToF16(v)
	t.Halves()[at] = h
	return !h.IsInf(0)
}

func sameShape(a []int, b nn.Shape) bool {
	if len(a) != len(b) {
		return false
	}
	for i, v := range a {
		if v != b[i] {
			return false
		}
	}
	return true
}
