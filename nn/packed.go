package nn

import "encoding/binary"

// Indices of taps are packed in 1, 2, 4 or 8 bits, the first in the lowest ones. Those
// of a byte are moved together by one multiplication, which adds shifted copies.

const (
	bits1 = 0x0102040810204080 // the lowest bits of eight bytes into the highest byte
	bits2 = 0x01041040         // the two lowest bits of four bytes into the highest byte
)

// pack writes indices of width bits.
func pack(dst, which []uint8, width uint) {
	per := 8 / int(width)
	n := len(which) / per
	for k := range n {
		switch part := which[k*per:]; width {
		case 1:
			dst[k] = uint8(binary.LittleEndian.Uint64(part) * bits1 >> 56)
		case 2:
			dst[k] = uint8(binary.LittleEndian.Uint32(part) * bits2 >> 24)
		case 4:
			dst[k] = part[0] | part[1]<<4
		default:
			dst[k] = part[0]
		}
	}
	if n < len(dst) {
		dst[n] = 0
		for i, v := range which[n*per:] {
			dst[n] |= v << (uint(i) * width)
		}
	}
}

// unpack is the inverse of pack.
func unpack(which, src []uint8, width uint) {
	per := 8 / int(width)
	n := len(which) / per
	for k, b := range src[:n] {
		switch part := which[k*per:]; width {
		case 1: // each byte keeps its bit, then 127 more carry it to the highest place
			v := uint64(b) * 0x0101010101010101 & 0x8040201008040201
			binary.LittleEndian.PutUint64(part, (v+0x7f7f7f7f7f7f7f7f)>>7&0x0101010101010101)
		case 2:
			v := uint32(b)
			binary.LittleEndian.PutUint32(part, (v|v<<6|v<<12|v<<18)&0x03030303)
		case 4:
			part[0], part[1] = b&15, b>>4
		default:
			part[0] = b
		}
	}
	for i := n * per; i < len(which); i++ {
		which[i] = src[n] >> (uint(i-n*per) * width) & (1<<width - 1)
	}
}
