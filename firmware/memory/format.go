package memory

import "math"

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
