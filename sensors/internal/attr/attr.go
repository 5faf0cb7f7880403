package attr

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// File is an open attribute.
type File struct {
	f   *os.File
	buf [4096]byte
}

// Open opens an attribute.
func Open(path string) (*File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, explain(err)
	}
	return &File{f: f}, nil
}

// Close closes the file.
func (f *File) Close() error { return f.f.Close() }

// Bytes reads the value. The slice is valid until the next call.
func (f *File) Bytes() ([]byte, error) {
	n, err := f.f.ReadAt(f.buf[:], 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, explain(err)
	}
	return f.buf[:n], nil
}

// Float reads the value as a number.
func (f *File) Float() (float64, error) {
	p, err := f.Bytes()
	if err != nil {
		return 0, err
	}
	v, ok := Parse(p)
	if !ok {
		return 0, fmt.Errorf("%s: %q is not a number; the kernel's driver is at fault", filepath.Base(f.f.Name()), p)
	}
	return v, nil
}

// Parse reads a decimal number without exponent, as the kernel writes it, up to the
// first byte that does not belong to it. Up to 18 digits are exact before the division by
// their power of ten.
func Parse(p []byte) (float64, bool) {
	sign, i := 1.0, 0
	for i < len(p) && (p[i] == ' ' || p[i] == '\t') {
		i++
	}
	if i < len(p) && (p[i] == '-' || p[i] == '+') {
		if p[i] == '-' {
			sign = -1
		}
		i++
	}
	var n int64
	scale, digits, point := 1.0, 0, false
	for ; i < len(p); i++ {
		switch c := p[i]; {
		case c == '.' && !point:
			point = true
			continue
		case c < '0' || c > '9':
			return sign * float64(n) / scale, digits > 0
		}
		if digits++; digits <= 18 {
			n = 10*n + int64(p[i]-'0')
			if point {
				scale *= 10
			}
		}
	}
	return sign * float64(n) / scale, digits > 0 && digits <= 18
}

// Text reads the value once, without the white space around it.
func Text(path string) (string, error) {
	p, err := os.ReadFile(path)
	if err != nil {
		return "", explain(err)
	}
	return strings.TrimSpace(string(p)), nil
}

// Float reads a number once.
func Float(path string) (float64, error) {
	s, err := Text(path)
	if err != nil {
		return 0, err
	}
	v, ok := Parse([]byte(s))
	if !ok {
		return 0, fmt.Errorf("%s: %q is not a number", path, s)
	}
	return v, nil
}

// Write sets the value.
func Write(path, value string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return explain(err)
	}
	_, err = f.WriteString(value)
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return fmt.Errorf("write %q: %w", value, explain(err))
	}
	return nil
}

// explain adds what to do to the errors that users meet.
func explain(err error) error {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%w; run as root, or give the group access with a udev rule", err)
	case errors.Is(err, syscall.ENODEV), errors.Is(err, syscall.ENXIO):
		return fmt.Errorf("%w; the device is gone, plug it in again", err)
	case errors.Is(err, syscall.EREMOTEIO), errors.Is(err, syscall.EIO), errors.Is(err, syscall.ETIMEDOUT):
		return fmt.Errorf("%w; the chip does not answer its driver, check power and wiring", err)
	case errors.Is(err, syscall.EBUSY):
		return fmt.Errorf("%w; another program uses the device's buffer, stop it", err)
	}
	return err
}
