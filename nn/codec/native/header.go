package native

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// ErrCorrupt is in the chain of every error about the content of a file: it is
// damaged, or no model of edgetune.
var ErrCorrupt = errors.New("not a sound model file")

// Limits of a header. Names and shapes of a hundred layers need some 20 KB.
const (
	maxHeader  = 16 << 20
	maxTensors = 1 << 16
	maxAxes    = 8
	prefixSize = 8
)

// Keys of the metadata.
const (
	metadataKey = "__metadata__"
	keyFormat   = "edgetune.format"
	keyNet      = "edgetune.net"
	keyNote     = "edgetune.note"
	keyCRC      = "edgetune.crc32c"      // of the tensors
	keyHeadCRC  = "edgetune.head_crc32c" // of net and note
	formatNow   = "1"
)

// entry is one tensor as the header describes it.
type entry struct {
	name    string
	DType   string `json:"dtype"`
	Shape   []int  `json:"shape"`
	Offsets [2]int `json:"data_offsets"` // from the end of the header
}

func (e *entry) bytes() int { return e.Offsets[1] - e.Offsets[0] }

// header is the JSON part of a safetensors file.
type header struct {
	meta    map[string]string
	entries []entry // in the order of the data
}

// size returns the bytes of the data that the entries describe.
func (h *header) size() int {
	if len(h.entries) == 0 {
		return 0
	}
	return h.entries[len(h.entries)-1].Offsets[1]
}

// readHeader reads the length and the JSON of a header and checks all of it.
func readHeader(r io.Reader) (*header, error) {
	var prefix [prefixSize]byte
	if _, err := io.ReadFull(r, prefix[:]); err != nil {
		return nil, fmt.Errorf("header length: %w", short(err))
	}
	n := binary.LittleEndian.Uint64(prefix[:])
	if n < 2 || n > maxHeader {
		return nil, fmt.Errorf("a header of %d bytes; it has 2 to %d: this is no safetensors file", n, maxHeader)
	}
	text, err := io.ReadAll(io.LimitReader(r, int64(n)))
	if err != nil {
		return nil, err
	}
	if uint64(len(text)) < n {
		return nil, fmt.Errorf("header: %w", short(io.ErrUnexpectedEOF))
	}
	h, err := parseHeader(text)
	if err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	return h, h.check()
}

// short names the cause of a file that ends early.
func short(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("the file ends too soon; copy it again")
	}
	return err
}

// parseHeader reads the JSON object, whose names must differ.
func parseHeader(text []byte) (*header, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, errors.New("not a JSON object")
	}
	h := &header{}
	seen := map[string]bool{}
	for d.More() {
		t, err := d.Token()
		name, ok := t.(string)
		switch {
		case err != nil || !ok:
			return nil, errors.New("damaged JSON; copy the file again")
		case seen[name]:
			return nil, fmt.Errorf("the name %.100q stands there twice", name)
		case len(h.entries) == maxTensors:
			return nil, fmt.Errorf("more than %d tensors", maxTensors)
		}
		seen[name] = true
		if err := h.parseValue(d, name); err != nil {
			return nil, fmt.Errorf("%.100q: %w", name, err)
		}
	}
	if _, err := d.Token(); err != nil {
		return nil, errors.New("damaged JSON; copy the file again")
	}
	if rest := bytes.TrimRight(text[d.InputOffset():], " "); len(rest) > 0 {
		return nil, errors.New("more text after the JSON object")
	}
	return h, nil
}

func (h *header) parseValue(d *json.Decoder, name string) error {
	if name == metadataKey {
		return d.Decode(&h.meta)
	}
	e := entry{name: name}
	if err := d.Decode(&e); err != nil {
		return err
	}
	h.entries = append(h.entries, e)
	return nil
}
