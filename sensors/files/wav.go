package files

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"edgetune/sensors"
)

// wavFormat is the chunk "fmt " of a WAV file (Microsoft, "Multiple channel audio data and
// WAVE files", 2001).
type wavFormat struct {
	tag      uint16 // 1 is PCM, 3 is float
	channels int
	rate     int
	bits     int
}

const (
	tagPCM        = 1
	tagFloat      = 3
	tagExtensible = 0xfffe
	maxChannels   = 64
)

// newWAV reads the header up to the samples.
func newWAV(r io.Reader, c io.Closer, o Options) (sensors.Source, error) {
	var head [12]byte
	if _, err := io.ReadFull(r, head[:]); err != nil || string(head[:4]) != "RIFF" || string(head[8:]) != "WAVE" {
		return nil, errors.New("not a WAV file; it does not begin with RIFF and WAVE")
	}
	var format *wavFormat
	for {
		name, size, err := chunk(r)
		if err != nil {
			return nil, err
		}
		switch name {
		case "fmt ":
			if format, err = readFormat(r, size); err != nil {
				return nil, err
			}
		case "data":
			if format == nil {
				return nil, errors.New("samples before the format; the file is damaged")
			}
			return newFrames(dataOf(r, size), c, *format, o, false)
		default:
			if _, err := io.CopyN(io.Discard, r, size+size&1); err != nil {
				return nil, fmt.Errorf("chunk %q ends early; the file is damaged", name)
			}
		}
	}
}

// chunk reads the head of a chunk.
func chunk(r io.Reader) (name string, size int64, err error) {
	var head [8]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return "", 0, errors.New("no samples; the file is damaged")
	}
	return string(head[:4]), int64(binary.LittleEndian.Uint32(head[4:])), nil
}

// dataOf bounds the samples, unless the size is what programs write that do not know it:
// 0, or close to the largest number.
func dataOf(r io.Reader, size int64) io.Reader {
	if size == 0 || size >= 0x7ffff000 {
		return r
	}
	return io.LimitReader(r, size)
}

func readFormat(r io.Reader, size int64) (*wavFormat, error) {
	if size < 16 || size > 1024 {
		return nil, fmt.Errorf("a format of %d bytes; the file is damaged", size)
	}
	p := make([]byte, size+size&1)
	if _, err := io.ReadFull(r, p); err != nil {
		return nil, errors.New("the format ends early; the file is damaged")
	}
	le := binary.LittleEndian
	f := &wavFormat{tag: le.Uint16(p), channels: int(le.Uint16(p[2:])), rate: int(le.Uint32(p[4:])), bits: int(le.Uint16(p[14:]))}
	if f.tag == tagExtensible && size >= 26 {
		f.tag = le.Uint16(p[24:]) // the start of SubFormat
	}
	return f, f.check()
}

func (f *wavFormat) check() error {
	pcm := f.tag == tagPCM && (f.bits == 8 || f.bits == 16 || f.bits == 24 || f.bits == 32)
	float := f.tag == tagFloat && f.bits == 32
	switch {
	case !pcm && !float:
		return fmt.Errorf("format %d with %d bits; use PCM of 8, 16, 24 or 32 bits, or float of 32", f.tag, f.bits)
	case f.channels < 1 || f.channels > maxChannels:
		return fmt.Errorf("%d channels; 1 to %d can be read", f.channels, maxChannels)
	case f.rate < 1 || f.rate > 1<<24:
		return fmt.Errorf("%d samples per second; the file is damaged", f.rate)
	}
	return nil
}
