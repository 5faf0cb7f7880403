package fixedpoint

import "math"

// A number of which many are kept has half the bits, those of a float32.

const (
	shortSign   = 1 << 31
	shortBias   = 127
	shortMost   = 0x7f7fffff
	shortRounds = 52 - 23
)

// Short returns the bits of the float32 nearest to a, ties to even; 0 where a is smaller
// than 2^-126, the largest one where it is larger than that.
func (a Soft) Short() uint32 {
	sign := uint32(a>>32) & shortSign
	up := (uint64(a)&(1<<shortRounds-1) + uint64(a)>>shortRounds&1 + 1<<(shortRounds-1) - 1) >> shortRounds
	b := (uint64(a)&^softSign)>>shortRounds + up
	switch least := uint64(softBias-shortBias) << 23; {
	case b < least+1<<23:
		return sign
	case b > least+shortMost:
		return sign | shortMost
	default:
		return sign | uint32(b-least)
	}
}

func softLong(b uint32) Soft {
	sign := Soft(b&shortSign) << 32
	if b&^shortSign < 1<<23 {
		return sign
	}
	return sign | Soft(uint64(b&^shortSign)+(softBias-shortBias)<<23)<<shortRounds
}

// Float32 returns the float32 nearest to a.
func (a Soft) Float32() float32 { return math.Float32frombits(a.Short()) }
