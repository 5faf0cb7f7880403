package replay

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Limits of a .npy header: a file beyond them is refused before it is read.
const (
	maxHeader = 1 << 14
	maxDims   = 8
	maxBytes  = math.MaxInt32 // of one array
)

// header is what a .npy file says before its data.
type header struct {
	dtype dtype
	shape []int
	bytes int // of the header itself
}

// count returns the number of elements of the axes from first on.
func (h header) count(first int) int {
	n := 1
	for _, v := range h.shape[first:] {
		n *= v
	}
	return n
}

// readHeader reads the start of a .npy file, version 1 or 2 (numpy.lib.format).
func readHeader(r io.Reader) (header, error) {
	var start [12]byte
	if _, err := io.ReadFull(r, start[:10]); err != nil {
		return header{}, fmt.Errorf("header: %w", short(err))
	}
	if string(start[:6]) != "\x93NUMPY" {
		return header{}, errors.New("no .npy file: the magic bytes are missing")
	}
	n, used := int(le.Uint16(start[8:])), 10
	switch start[6] {
	case 1:
	case 2:
		if _, err := io.ReadFull(r, start[10:]); err != nil {
			return header{}, fmt.Errorf("header: %w", short(err))
		}
		n, used = int(min(le.Uint32(start[8:]), maxHeader+1)), 12
	default:
		return header{}, fmt.Errorf("npy version %d; save it with numpy 1.x or later, which write version 1 or 2", start[6])
	}
	if n > maxHeader {
		return header{}, fmt.Errorf("a header of more than %d bytes", maxHeader)
	}
	text := make([]byte, n)
	if _, err := io.ReadFull(r, text); err != nil {
		return header{}, fmt.Errorf("header: %w", short(err))
	}
	h, err := parseHeader(string(text))
	h.bytes = used + n
	return h, err
}

// short makes a clear error of a file that ends too early.
func short(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("the file ends too early; copy it again")
	}
	return err
}

// parseHeader reads the dictionary {'descr': …, 'fortran_order': …, 'shape': …}.
func parseHeader(text string) (h header, err error) {
	descr, err := field(text, "descr")
	if err != nil {
		return h, err
	}
	if h.dtype, err = findDType(strings.Trim(descr, `'"`)); err != nil {
		return h, err
	}
	order, err := field(text, "fortran_order")
	if err != nil {
		return h, err
	}
	if order != "False" {
		return h, errors.New("stored in Fortran order; save numpy.ascontiguousarray of it")
	}
	shape, err := field(text, "shape")
	if err != nil {
		return h, err
	}
	h.shape, err = parseShape(shape)
	if err != nil {
		return h, err
	}
	if bytes, ok := product(append(slices.Clone(h.shape), h.dtype.size)); !ok || bytes > maxBytes {
		return h, fmt.Errorf("shape %v of %s is larger than 2 GiB; record less or store it as int16", h.shape, h.dtype.name)
	}
	return h, nil
}

// field returns the value of a key of the dictionary: a quoted string, a word, or
// everything between parentheses.
func field(text, key string) (string, error) {
	_, rest, ok := strings.Cut(text, "'"+key+"'")
	if !ok {
		return "", fmt.Errorf("header: no %s", key)
	}
	rest, ok = strings.CutPrefix(strings.TrimLeft(rest, " "), ":")
	if !ok {
		return "", fmt.Errorf("header: no value of %s", key)
	}
	rest = strings.TrimLeft(rest, " ")
	if inner, ok := strings.CutPrefix(rest, "("); ok {
		value, _, ok := strings.Cut(inner, ")")
		if !ok {
			return "", fmt.Errorf("header: %s does not end", key)
		}
		return value, nil
	}
	end := strings.IndexAny(rest, ",}")
	if end < 0 {
		return "", fmt.Errorf("header: %s does not end", key)
	}
	return strings.TrimSpace(rest[:end]), nil
}

// parseShape reads "7110, 8" or "7110,".
func parseShape(s string) ([]int, error) {
	var shape []int
	for part := range strings.SplitSeq(strings.TrimSuffix(strings.TrimSpace(s), ","), ",") {
		n, err := strconv.ParseUint(strings.TrimSpace(part), 10, 31)
		if err != nil {
			return nil, fmt.Errorf("header: shape (%s): not a list of sizes", s)
		}
		shape = append(shape, int(n))
	}
	if len(shape) > maxDims {
		return nil, fmt.Errorf("header: %d axes; %d is the limit", len(shape), maxDims)
	}
	return shape, nil
}

// product multiplies sizes and is false beyond 2^31.
func product(sizes []int) (int, bool) {
	n := int64(1)
	for _, v := range sizes {
		n *= int64(v)
		if n > maxBytes {
			return 0, false
		}
	}
	return int(n), true
}
