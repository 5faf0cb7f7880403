package files

import (
	"bytes"
	"fmt"
	"io"
)

// limited ends a reader whose line does not end within maxLine bytes, so that a file that
// is no text cannot fill the memory.
type limited struct {
	r    io.Reader
	line int // bytes since the last end of a line
}

// Read implements io.Reader.
func (l *limited) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if i := bytes.LastIndexByte(p[:n], '\n'); i >= 0 {
		l.line = n - i - 1
	} else {
		l.line += n
	}
	if l.line > maxLine {
		return 0, fmt.Errorf("a line of more than %d bytes; is this a text file?", maxLine)
	}
	return n, err
}
