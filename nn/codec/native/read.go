package native

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"edgetune/nn"
)

// File is an open model file, its header read and checked.
type File struct {
	Spec nn.Spec
	Note string

	head *header
	crc  string
	r    io.Reader // stands at the data
	f    *os.File
	path string // with a colon, for errors; of a reader empty
}

// Open reads and checks the header of a model file. Close it.
func Open(path string) (*File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("nn/codec/native: %w; give a model file, as \"edgetune train\" and \"edgetune tune\" write", err)
	}
	m, err := New(f)
	if err == nil {
		err = m.checkSize(f)
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("nn/codec/native: %s: %w: %w", path, ErrCorrupt, err)
	}
	m.f, m.path = f, path+": "
	return m, nil
}

// New reads and checks a header from r, which then stands at the data.
func New(r io.Reader) (*File, error) {
	b := bufio.NewReader(r)
	h, err := readHeader(b)
	if err != nil {
		return nil, err
	}
	m := &File{head: h, r: b, Note: h.meta[keyNote], crc: h.meta[keyCRC]}
	switch v := h.meta[keyFormat]; {
	case v == "":
		return nil, errors.New("a safetensors file without edgetune's metadata; make one with \"edgetune train\"")
	case v != formatNow:
		return nil, fmt.Errorf("format %.20q, this version reads %s; use a newer edgetune", v, formatNow)
	case h.meta[keyHeadCRC] != headCRC(h.meta[keyNet], m.Note):
		return nil, errors.New("the checksum of the description does not hold; copy the file again")
	}
	if m.Spec, err = nn.Parse(h.meta[keyNet]); err != nil {
		return nil, err
	}
	return m, m.checkElements()
}

// checkElements refuses a net with more values than the file, before anybody makes
// room for them.
func (f *File) checkElements() error {
	want, err := nn.Elements(f.Spec)
	if err != nil {
		return err
	}
	have := 0
	for i := range f.head.entries {
		e := &f.head.entries[i]
		have += e.bytes() / dtypeSizes[e.DType]
	}
	if want > have {
		return fmt.Errorf("the net has %d values, the file %d", want, have)
	}
	return nil
}

// checkSize compares the length of a whole file with what the header says.
func (f *File) checkSize(file *os.File) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	at, err := file.Seek(0, io.SeekCurrent)
	if err != nil {
		return nil // a pipe: Load finds out
	}
	start := at - int64(f.r.(*bufio.Reader).Buffered())
	if want := start + int64(f.head.size()); info.Mode().IsRegular() && info.Size() != want {
		return fmt.Errorf("%d bytes, the header says %d; copy it again", info.Size(), want)
	}
	return nil
}

// Close closes the file.
func (f *File) Close() error {
	if f.f == nil {
		return nil
	}
	return f.f.Close()
}

// Extras lists the tensors that are not the model's, without their values.
func (f *File) Extras(m nn.Net) []Extra {
	own := map[string]bool{}
	for _, t := range m.Tensors() {
		own[t.Name] = true
	}
	var list []Extra
	for _, e := range f.head.entries {
		if !own[e.name] && e.DType != f32Name {
			list = append(list, Extra{Name: e.name, Shape: e.Shape, Float: e.DType == f16Name})
		}
	}
	return list
}

// DType returns how the weights are stored: float16 or integers when those of any
// layer are.
func (f *File) DType() nn.DType {
	types := map[string]nn.DType{f16Name: nn.Half, i8Name: nn.Int8, i16Name: nn.Int16}
	for _, e := range f.head.entries {
		if d, ok := types[e.DType]; ok && strings.HasSuffix(e.name, ".weight") {
			return d
		}
	}
	return nn.F32
}
