package iio

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
)

// format is how the kernel stores a value in its buffer: "le:s12/16>>4" is 12 signed
// bits in 16, after a shift by 4.
type format struct {
	big     bool
	signed  bool
	bits    int
	storage int // bytes: 1, 2, 4 or 8
	shift   int
}

// parseFormat reads a scan_elements type file.
func parseFormat(s string) (format, error) {
	bad := fmt.Errorf("type %q is not understood; want as le:s12/16>>4", s)
	order, rest, ok := strings.Cut(s, ":")
	if !ok || (order != "le" && order != "be") || len(rest) < 2 {
		return format{}, bad
	}
	f := format{big: order == "be", signed: rest[0] == 's'}
	bits, rest, ok1 := strings.Cut(rest[1:], "/")
	storage, shift, ok2 := strings.Cut(rest, ">>")
	var err1, err2, err3 error
	f.bits, err1 = strconv.Atoi(bits)
	f.storage, err2 = strconv.Atoi(storage)
	f.shift, err3 = strconv.Atoi(shift)
	f.storage /= 8
	sign := s[3]
	if !ok1 || !ok2 || err1 != nil || err2 != nil || err3 != nil || (sign != 's' && sign != 'u') {
		return format{}, bad
	}
	known := f.storage == 1 || f.storage == 2 || f.storage == 4 || f.storage == 8
	if !known || storage != strconv.Itoa(8*f.storage) || f.bits < 1 || f.shift < 0 || f.bits+f.shift > 8*f.storage {
		return format{}, bad
	}
	return f, nil
}

// value decodes what lies at the start of p.
func (f format) value(p []byte) int64 {
	var v uint64
	switch {
	case f.storage == 1:
		v = uint64(p[0])
	case f.storage == 2 && f.big:
		v = uint64(binary.BigEndian.Uint16(p))
	case f.storage == 2:
		v = uint64(binary.LittleEndian.Uint16(p))
	case f.storage == 4 && f.big:
		v = uint64(binary.BigEndian.Uint32(p))
	case f.storage == 4:
		v = uint64(binary.LittleEndian.Uint32(p))
	case f.big:
		v = binary.BigEndian.Uint64(p)
	default:
		v = binary.LittleEndian.Uint64(p)
	}
	v >>= f.shift
	left := 64 - f.bits
	if f.signed {
		return int64(v<<left) >> left
	}
	return int64(v << left >> left)
}
