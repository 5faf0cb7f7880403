package native

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"math"

	"edgetune/nn"
)

// Extra is a tensor of the caller's that travels behind those of the model: 16-bit
// elements, float16 or unsigned, or bytes. Those of bytes come last, so that the
// others stay aligned.
type Extra struct {
	Name   string
	Shape  []int
	Float  bool // float16, else unsigned
	Values []uint16
	Bytes  []byte // in place of Values, where they are not nil
}

func (e *Extra) dtype() string {
	switch {
	case e.Bytes != nil:
		return u8Name
	case e.Float:
		return f16Name
	}
	return u16Name
}

// Save writes m, a note (JSON or any text) and extra tensors to path. The old file
// or the new one is there whatever happens: see replace.
func Save(path string, m nn.Net, note string, extra ...Extra) error {
	return replace(path, func(w io.Writer) error { return Write(w, m, note, extra...) })
}

// Write writes the file that [Save] saves. It reads the tensors twice, for the
// checksum and for the data, and holds one small buffer.
func Write(w io.Writer, m nn.Net, note string, extra ...Extra) error {
	crc := newCRC()
	if err := writeData(crc, m, extra); err != nil {
		return err
	}
	head, err := headerOf(m, note, crc.Sum32(), extra)
	if err != nil {
		return err
	}
	b := bufio.NewWriter(w)
	b.Write(head)
	if err := writeData(b, m, extra); err != nil {
		return err
	}
	return b.Flush()
}

func newCRC() hash.Hash32 { return crc32.New(crc32.MakeTable(crc32.Castagnoli)) }

func hex32(v uint32) string { return fmt.Sprintf("%08x", v) }

// headCRC is the checksum of the metadata that a model depends on.
func headCRC(net, note string) string {
	h := newCRC()
	io.WriteString(h, net)
	h.Write([]byte{0})
	io.WriteString(h, note)
	return hex32(h.Sum32())
}

// headerOf builds the length and the JSON, padded to a multiple of eight bytes.
func headerOf(m nn.Net, note string, crc uint32, extra []Extra) ([]byte, error) {
	form := m.Form()
	net := form.String()
	meta := map[string]string{
		keyFormat: formatNow, keyNet: net, keyNote: note,
		keyCRC: hex32(crc), keyHeadCRC: headCRC(net, note),
	}
	b := bytes.NewBuffer(make([]byte, prefixSize))
	b.WriteByte('{')
	if err := writePair(b, metadataKey, meta); err != nil {
		return nil, err
	}
	for _, e := range entriesOf(m, extra) {
		b.WriteByte(',')
		if err := writePair(b, e.name, e); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	for b.Len()%8 != 0 {
		b.WriteByte(' ')
	}
	if b.Len() > maxHeader {
		return nil, fmt.Errorf("nn/codec/native: a header of %d bytes; shorten the note", b.Len())
	}
	binary.LittleEndian.PutUint64(b.Bytes(), uint64(b.Len()-prefixSize))
	return b.Bytes(), nil
}

func writePair(b *bytes.Buffer, name string, value any) error {
	for i, v := range []any{name, value} {
		text, err := json.Marshal(v)
		if err != nil {
			return fmt.Errorf("nn/codec/native: %w", err)
		}
		if i > 0 {
			b.WriteByte(':')
		}
		b.Write(text)
	}
	return nil
}

// entriesOf lays the tensors out, those of the model first.
func entriesOf(m nn.Net, extra []Extra) []entry {
	var list []entry
	at := 0
	add := func(name, dtype string, shape []int, elements int) {
		end := at + elements*dtypeSizes[dtype]
		list = append(list, entry{name, dtype, shape, [2]int{at, end}})
		at = end
	}
	for _, t := range m.Tensors() {
		add(t.Name, dtypeName(t.Tensor.DType), t.Shape, t.Tensor.Len())
	}
	for _, e := range extra {
		add(e.Name, e.dtype(), e.Shape, len(e.Values)+len(e.Bytes))
	}
	return list
}

func dtypeName(d nn.DType) string {
	switch d {
	case nn.Half:
		return f16Name
	case nn.Int8:
		return i8Name
	case nn.Int16:
		return i16Name
	case nn.Int32:
		return i32Name
	case nn.Float64:
		return f64Name
	}
	return f32Name
}

// writeData writes the elements of all tensors, little-endian.
func writeData(w io.Writer, m nn.Net, extra []Extra) error {
	var buf [bufferSize]byte
	if err := writeTensors(w, m, buf[:]); err != nil {
		return err
	}
	for _, e := range extra {
		if err := write16(w, e.Values, buf[:]); err != nil {
			return err
		}
		if _, err := w.Write(e.Bytes); err != nil {
			return err
		}
	}
	return nil
}

const bufferSize = 4096

func writeTensors(w io.Writer, m nn.Net, buf []byte) error {
	for _, t := range m.Tensors() {
		if err := writeTensor(w, t.Tensor, buf); err != nil {
			return err
		}
	}
	return nil
}

func writeTensor(w io.Writer, t *nn.Tensor, buf []byte) error {
	switch t.DType {
	case nn.Half:
		return write16(w, t.Halves(), buf)
	case nn.Int8:
		_, err := w.Write(nn.View[byte](*t))
		return err
	case nn.Int16:
		return write16(w, nn.View[int16](*t), buf)
	case nn.Int32:
		return write32(w, t.Ints(), func(v int32) uint32 { return uint32(v) }, buf)
	case nn.Float64:
		return write64(w, nn.View[float64](*t), buf)
	}
	return write32(w, t.Floats(), math.Float32bits, buf)
}

func write16[T ~uint16 | int16](w io.Writer, v []T, buf []byte) error {
	for len(v) > 0 {
		n := min(len(v), len(buf)/2)
		for i, x := range v[:n] {
			binary.LittleEndian.PutUint16(buf[2*i:], uint16(x))
		}
		if _, err := w.Write(buf[:2*n]); err != nil {
			return err
		}
		v = v[n:]
	}
	return nil
}

func write32[T float32 | int32](w io.Writer, v []T, bits func(T) uint32, buf []byte) error {
	for len(v) > 0 {
		n := min(len(v), len(buf)/4)
		for i, x := range v[:n] {
			binary.LittleEndian.PutUint32(buf[4*i:], bits(x))
		}
		if _, err := w.Write(buf[:4*n]); err != nil {
			return err
		}
		v = v[n:]
	}
	return nil
}

func write64(w io.Writer, v []float64, buf []byte) error {
	for len(v) > 0 {
		n := min(len(v), len(buf)/8)
		for i, x := range v[:n] {
			binary.LittleEndian.PutUint64(buf[8*i:], math.Float64bits(x))
		}
		if _, err := w.Write(buf[:8*n]); err != nil {
			return err
		}
		v = v[n:]
	}
	return nil
}
