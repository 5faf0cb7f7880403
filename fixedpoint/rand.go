package fixedpoint

const golden = 0x9E3779B1 // the odd number next to 2^32 divided by the golden ratio

// Mix is the finaliser of MurmurHash3 (x86, 32 bits): a bijection in which every
// input bit reaches every output bit.
func Mix(h uint32) uint32 {
	h ^= h >> 16
	h *= 0x85EBCA6B
	h ^= h >> 13
	h *= 0xC2B2AE35
	h ^= h >> 16
	return h
}

// Key returns the start of the stream of random numbers that belongs to a tensor
// in a step: the same arguments give the same stream on every machine, whatever
// was drawn before.
func Key(seed, step, tensor uint32) uint32 {
	return Mix(Mix(Mix(seed^0x9E3779B9)^step) ^ tensor*0x85EBCA77)
}

// Rand returns element i of the stream key: 32 random bits.
func Rand(key, i uint32) uint32 { return Mix(i*golden + key) }

// Uniform turns 32 random bits into a multiple of 2^-24 in [0, 1), exactly.
func Uniform(r uint32) float32 { return float32(float32(r>>8) * 0x1p-24) }

// Below turns 32 random bits into an integer in [0, n), for n of at least 1. The
// probabilities differ by less than n·2^-32.
func Below(r, n uint32) uint32 { return uint32(uint64(r) * uint64(n) >> 32) }

// Normal returns element i of a stream of approximately normal numbers with mean
// 0 and variance 1: the sum of twelve 16-bit uniforms, exact in float32 and
// within ±6. It reads elements 6i to 6i+5 of the stream key.
func Normal(key, i uint32) float32 {
	sum := int32(-6 * 0xffff) // the mean of the sum below
	for j := 6 * i; j != 6*i+6; j++ {
		r := Rand(key, j)
		sum += int32(r&0xffff) + int32(r>>16)
	}
	return float32(float32(sum) * 0x1p-16)
}

// Shuffle permutes n elements by swap (Fisher and Yates, from the last element
// down), with elements 1 to n-1 of the stream key.
func Shuffle(key uint32, n int, swap func(i, j int)) {
	for i := n - 1; i > 0; i-- {
		swap(i, int(Below(Rand(key, uint32(i)), uint32(i)+1)))
	}
}

// Perm fills p with a random order of 0 … len(p)-1, the one that [Shuffle] with
// the same key gives.
func Perm(key uint32, p []int32) {
	for i := range p {
		p[i] = int32(i)
	}
	Shuffle(key, len(p), func(i, j int) { p[i], p[j] = p[j], p[i] })
}
