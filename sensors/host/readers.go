package host

import (
	"bytes"
	"fmt"

	"edgetune/sensors/internal/attr"
)

// scaledFile is a number in a file, times a factor.
type scaledFile struct {
	*attr.File
	factor float64
}

func openScaled(path string, factor float64) func() (reader, error) {
	return func() (reader, error) {
		f, err := attr.Open(path)
		return scaledFile{f, factor}, err
	}
}

func (r scaledFile) value() (float64, error) {
	v, err := r.Float()
	return v * r.factor, err
}

// Bits of get_throttled (raspberrypi.com documentation, vcgencmd, "get_throttled"): 0
// under-voltage, 1 frequency capped, 2 throttled, 3 soft temperature limit, all now; those
// since the start are 16 higher.
const (
	undervoltage = 1 << 0
	capped       = 1<<1 | 1<<2 | 1<<3
)

// bitsFile is 1 when some of the bits of a hexadecimal number are set, else 0.
type bitsFile struct {
	*attr.File
	mask uint64
}

func openBits(path string, mask uint64) func() (reader, error) {
	return func() (reader, error) {
		f, err := attr.Open(path)
		return bitsFile{f, mask}, err
	}
}

func (r bitsFile) value() (float64, error) {
	p, err := r.Bytes()
	if err != nil {
		return 0, err
	}
	p = bytes.TrimPrefix(bytes.TrimSpace(p), []byte("0x"))
	var v uint64
	for _, c := range p {
		d := bytes.IndexByte([]byte("0123456789abcdef"), c|0x20)
		if d < 0 {
			return 0, fmt.Errorf("%q is not a hexadecimal number", p)
		}
		v = v<<4 | uint64(d)
	}
	if v&r.mask != 0 {
		return 1, nil
	}
	return 0, nil
}

// loadFile is the share of the time, in per cent, that the cores worked since the value
// before; since the board's start for the first one.
type loadFile struct {
	*attr.File
	busy, total uint64
}

func openLoad(path string) func() (reader, error) {
	return func() (reader, error) {
		f, err := attr.Open(path)
		return &loadFile{File: f}, err
	}
}

func (r *loadFile) value() (float64, error) {
	p, err := r.Bytes()
	if err != nil {
		return 0, err
	}
	busy, total, ok := cpuTimes(p)
	if !ok {
		return 0, fmt.Errorf("the first line of /proc/stat, %.40q, is not understood", p)
	}
	did, of := busy-r.busy, total-r.total
	r.busy, r.total = busy, total
	if of == 0 || did > of {
		return 0, nil
	}
	return 100 * float64(did) / float64(of), nil
}

// cpuTimes reads "cpu user nice system idle iowait irq softirq steal …" (proc(5)): idle
// and iowait are not work.
func cpuTimes(p []byte) (busy, total uint64, ok bool) {
	line, _, _ := bytes.Cut(p, []byte("\n"))
	line, ok = bytes.CutPrefix(line, []byte("cpu "))
	if !ok {
		return 0, 0, false
	}
	field := 0
	for len(line) > 0 && field < 8 {
		line = bytes.TrimLeft(line, " ")
		word := line
		if i := bytes.IndexByte(line, ' '); i >= 0 {
			word, line = line[:i], line[i:]
		} else {
			line = nil
		}
		v, good := attr.Parse(word)
		if !good || v < 0 {
			return 0, 0, false
		}
		total += uint64(v)
		if field != 3 && field != 4 {
			busy += uint64(v)
		}
		field++
	}
	return busy, total, field >= 4
}
