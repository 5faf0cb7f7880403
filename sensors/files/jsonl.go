package files

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

// maxLine bounds the bytes of a line.
const maxLine = 1 << 20

// jsonTable is a file of JSON lines: {"t": 0.01, "acc_x": 9.8, "label": "walk"}. The
// columns are the keys of the first line, in its order; further keys are ignored.
type jsonTable struct {
	lines *bufio.Scanner
	names []string
	cells []string
	line  int
	first bool // the first line waits in cells
}

func newJSON(r io.Reader, _ Options) (table, error) {
	t := &jsonTable{lines: bufio.NewScanner(r), first: true}
	t.lines.Buffer(make([]byte, 0, 4096), maxLine)
	text, err := t.scan()
	if errors.Is(err, io.EOF) {
		err = errors.New(`there is none; write {"acc_x": 1.5} on each`)
	}
	if err != nil {
		return nil, fmt.Errorf("first line: %w", err)
	}
	err = eachMember(text, func(key, cell string) error {
		if slices.Contains(t.names, key) {
			return fmt.Errorf("key %q comes twice", key)
		}
		t.names, t.cells = append(t.names, key), append(t.cells, cell)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("line %d: %w", t.line, err)
	}
	return t, nil
}

func (t *jsonTable) columns() (names, units []string) { return t.names, make([]string, len(t.names)) }

// scan returns the next line that is not blank.
func (t *jsonTable) scan() ([]byte, error) {
	for t.lines.Scan() {
		t.line++
		if text := bytes.TrimSpace(t.lines.Bytes()); len(text) > 0 {
			return text, nil
		}
	}
	if err := t.lines.Err(); err != nil {
		return nil, fmt.Errorf("%w; lines of up to %d bytes are read", err, maxLine)
	}
	return nil, io.EOF
}

func (t *jsonTable) next() ([]string, string, error) {
	if t.first {
		t.first = false
		return t.cells, fmt.Sprintf("line %d", t.line), nil
	}
	text, err := t.scan()
	if err != nil {
		return nil, fmt.Sprintf("line %d", t.line+1), err
	}
	clear(t.cells)
	err = eachMember(text, func(key, cell string) error {
		if i := slices.Index(t.names, key); i >= 0 {
			t.cells[i] = cell
		}
		return nil
	})
	return t.cells, fmt.Sprintf("line %d", t.line), err
}

// eachMember calls f for each member of a flat object: numbers as they are written,
// strings without quotes, true and false as 1 and 0.
func eachMember(text []byte, f func(key, cell string) error) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if tok, err := d.Token(); err != nil || tok != json.Delim('{') {
		return fmt.Errorf("%.40q is no object; write one as {\"acc_x\": 1.5} on each line", text)
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return wellFormed(err)
		}
		value, err := d.Token()
		if err != nil {
			return wellFormed(err)
		}
		cell, err := cellOf(value)
		if err != nil {
			return fmt.Errorf("key %q: %w", key, err)
		}
		if err := f(key.(string), cell); err != nil {
			return err
		}
	}
	_, err := d.Token()
	if err == nil && d.More() {
		err = errors.New("more after the object; write one object a line")
	}
	return wellFormed(err)
}

// wellFormed keeps the end of a line from looking like the end of the file.
func wellFormed(err error) error {
	if errors.Is(err, io.EOF) {
		return errors.New("the line ends within the object")
	}
	return err
}

func cellOf(value json.Token) (string, error) {
	switch v := value.(type) {
	case json.Number:
		return v.String(), nil
	case string:
		return v, nil
	case bool:
		if v {
			return "1", nil
		}
		return "0", nil
	case nil:
		return "", nil
	}
	return "", errors.New("a list or an object inside; write flat objects of numbers")
}
