package record

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"os"
)

// The log is a row of frames: length of the body in 4 bytes, little-endian; the body, whose
// first byte is its kind; its CRC-32C in 4 bytes. A session frame is JSON; a window frame is
// from and to (ns, 8 bytes each), run and class (4 each, class -1 is none), and the values as
// float32, channel last.
const (
	sessionFrame = 'S'
	windowFrame  = 'W'
	windowHead   = 1 + 8 + 8 + 4 + 4
	maxFrame     = windowHead + 4*maxValues
)

// castagnoli is the polynomial of CRC-32C.
func castagnoli() *crc32.Table { return crc32.MakeTable(crc32.Castagnoli) }

var le = binary.LittleEndian

// entry is a window of the log.
type entry struct {
	session  int
	from, to int64
	run      int32
	class    int32
	at       int64 // of its values in the file
}

// contents is what a log holds.
type contents struct {
	sessions []Session
	windows  []entry
	end      int64 // of the last whole frame
}

// readLog reads frames until the end, or until one is not whole. A file that cannot be
// read is no end: what is behind that place is still there.
func readLog(r io.Reader) (*contents, error) {
	c := &contents{}
	b := bufio.NewReaderSize(r, 1<<16)
	var body []byte
	for {
		next, err := readFrame(b, body)
		switch {
		case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, errTorn):
			return c, nil // torn by a power cut: what follows is not there
		case err != nil:
			return nil, fmt.Errorf("byte %d: %w", c.end, err)
		}
		body = next
		if err := c.take(body); err != nil {
			return nil, fmt.Errorf("byte %d: %w", c.end, err)
		}
		c.end += int64(len(body)) + 8
	}
}

var errTorn = errors.New("not whole")

// readFrame reads a body into buf, or a longer slice.
func readFrame(r io.Reader, buf []byte) ([]byte, error) {
	var word [4]byte
	if _, err := io.ReadFull(r, word[:]); err != nil {
		return nil, err
	}
	n := int(le.Uint32(word[:]))
	if n < 1 || n > maxFrame {
		return nil, errTorn
	}
	if cap(buf) < n {
		buf = make([]byte, n)
	}
	buf = buf[:n]
	if _, err := io.ReadFull(r, buf); err != nil {
		return nil, err
	}
	if _, err := io.ReadFull(r, word[:]); err != nil {
		return nil, err
	}
	if crc32.Checksum(buf, castagnoli()) != le.Uint32(word[:]) {
		return nil, errTorn
	}
	return buf, nil
}

// take adds a frame that begins at c.end.
func (c *contents) take(body []byte) error {
	switch body[0] {
	case sessionFrame:
		var s Session
		if err := json.Unmarshal(body[1:], &s); err != nil {
			return err
		}
		if err := s.check(); err != nil {
			return err
		}
		if len(c.sessions) > 0 {
			if err := s.fits(c.sessions[0]); err != nil {
				return err
			}
		}
		c.sessions = append(c.sessions, s)
		return nil
	case windowFrame:
		return c.window(body)
	}
	return fmt.Errorf("a frame of kind %q; the file is of a later version, or damaged", body[0])
}

func (c *contents) window(body []byte) error {
	if len(c.sessions) == 0 {
		return errors.New("a window before any session; the file is damaged")
	}
	s := &c.sessions[len(c.sessions)-1]
	if want := windowHead + 4*s.Window*len(s.Channels); len(body) != want {
		return fmt.Errorf("a window of %d bytes, want %d; the file is damaged", len(body), want)
	}
	e := entry{
		session: len(c.sessions) - 1, from: int64(le.Uint64(body[1:])), to: int64(le.Uint64(body[9:])),
		run: int32(le.Uint32(body[17:])), class: int32(le.Uint32(body[21:])), at: c.end + 4 + windowHead,
	}
	if e.class < -1 || int(e.class) >= max(len(s.Classes), 1) || (e.class < 0) != (len(s.Classes) == 0) {
		return fmt.Errorf("class %d of %d; the file is damaged", e.class, len(s.Classes))
	}
	c.windows = append(c.windows, e)
	return nil
}

// appendFrame appends a frame with a body to p.
func appendFrame(p, body []byte) []byte {
	p = le.AppendUint32(p, uint32(len(body)))
	p = append(p, body...)
	return le.AppendUint32(p, crc32.Checksum(body, castagnoli()))
}

// appendWindow appends the body of a window frame.
func appendWindow(p []byte, e entry, values []float32) []byte {
	p = append(p, windowFrame)
	p = le.AppendUint64(p, uint64(e.from))
	p = le.AppendUint64(p, uint64(e.to))
	p = le.AppendUint32(p, uint32(e.run))
	p = le.AppendUint32(p, uint32(e.class))
	for _, v := range values {
		p = le.AppendUint32(p, math.Float32bits(v))
	}
	return p
}

// openLog opens the log of a folder for this process alone, cuts off what is not whole, and
// stands at its end.
func openLog(path string) (*os.File, *contents, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, nil, err
	}
	c, err := func() (*contents, error) {
		if err := lock(f); err != nil {
			return nil, errors.New("another recording writes into this folder; end it first")
		}
		c, err := readLog(f)
		if err != nil {
			return nil, err
		}
		if err := f.Truncate(c.end); err != nil {
			return nil, err
		}
		_, err = f.Seek(c.end, io.SeekStart)
		return c, err
	}()
	if err != nil {
		_ = f.Close()
		return nil, nil, err
	}
	return f, c, nil
}
