package memory

import (
	"math"
	"slices"
)

// Format is how a value of a normalised row is stored.
type Format uint8

// The formats. Int4 holds twice the windows, coarser and up to 2.8 deviations only;
// where memory is short that is the better bargain.
const (
	Int8 Format = iota // steps of 1/16 deviation, up to 127 of them
	Int4               // steps of 0.4 deviations, up to 7 of them; two values a byte
)

// Steps of one deviation.
const (
	int8Steps = 16
	int4Steps = 2.5
)

func (f Format) String() string { return [...]string{"int8", "int4"}[f] }

// rowBytes returns the bytes of a row of width values.
func (f Format) rowBytes(width int) int {
	if f == Int4 {
		return (width + 1) / 2
	}
	return width
}

// pack stores row, to nearest with ties to even, saturating; NaN becomes 0.
func (f Format) pack(dst []byte, row []float32) {
	if f == Int8 {
		for i, v := range row {
			dst[i] = byte(nearest(float32(v*int8Steps), 127))
		}
		return
	}
	clear(dst)
	for i, v := range row {
		dst[i/2] |= byte(nearest(float32(v*int4Steps), 7)&15) << (i % 2 * 4)
	}
}

// unpack restores a row.
func (f Format) unpack(dst []float32, src []byte) {
	if f == Int8 {
		for i := range dst {
			dst[i] = float32(int8(src[i])) / int8Steps
		}
		return
	}
	for i := range dst {
		dst[i] = float32(int8(src[i/2]<<(4-i%2*4))>>4) / int4Steps
	}
}

func nearest(v, most float32) int8 {
	if v != v {
		return 0
	}
	return int8(math.RoundToEven(float64(max(-most, min(most, v)))))
}

// Quantise rounds row, in place, to the values that f stores.
func (f Format) Quantise(row []float32) {
	for i, v := range row {
		if f == Int8 {
			row[i] = float32(nearest(float32(v*int8Steps), 127)) / int8Steps
		} else {
			row[i] = float32(nearest(float32(v*int4Steps), 7)) / int4Steps
		}
	}
}

// Pack appends row to b in format f, Unpack restores it; b has the bytes of it.
func (f Format) Pack(b []byte, row []float32) []byte {
	at := len(b)
	b = slices.Grow(b, f.rowBytes(len(row)))[:at+f.rowBytes(len(row))]
	f.pack(b[at:], row)
	return b
}

// Unpack restores a row from the front of b and returns the rest.
func (f Format) Unpack(row []float32, b []byte) []byte {
	f.unpack(row, b)
	return b[f.rowBytes(len(row)):]
}
