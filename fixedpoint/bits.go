package fixedpoint

import "math/bits"

// BitLen returns the number of bits of |x|: the smallest n with |x| < 2^n.
func BitLen(x int64) int { return bits.Len64(Abs(x)) }

// Abs returns |x|, also of the smallest int64.
func Abs(x int64) uint64 {
	if x < 0 {
		return -uint64(x)
	}
	return uint64(x)
}

// CeilLog2 returns the smallest n with 2^n >= x, for x of at least 1.
func CeilLog2(x int) int { return bits.Len(uint(x - 1)) }

// Sqrt returns the square root of x, rounded down: r² <= x < (r+1)². It takes at
// most 32 rounds of shifts, additions and comparisons, one per bit of the result.
func Sqrt(x uint64) uint32 {
	var root uint64
	for bit := uint64(1) << 62 >> (bits.LeadingZeros64(x|1) &^ 1); bit != 0; bit >>= 2 {
		if x >= root+bit {
			x -= root + bit
			root += 2 * bit
		}
		root >>= 1
	}
	return uint32(root)
}
