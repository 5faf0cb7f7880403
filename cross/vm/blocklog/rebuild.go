package blocklog

import "math/rand/v2"

// tear is the unit that a disk writes whole.
const tear = 512

// Rebuild writes the first cut entries over image, as a power cut after them may have
// left the disk: those before the last flush, and of the others what r decides.
func Rebuild(image []byte, entries []Entry, cut int, r *rand.Rand) {
	settled := 0
	for i, e := range entries[:cut] {
		if e.Flush {
			settled = i
		}
	}
	for i, e := range entries[:cut] {
		data := e.Data
		if i >= settled && !e.FUA {
			data = data[:survives(len(data), r)]
		}
		if e.Offset < int64(len(image)) {
			copy(image[e.Offset:], data)
		}
	}
}

// survives returns how many bytes of an unsettled write reach the disk: all, none, or
// some sectors.
func survives(n int, r *rand.Rand) int {
	switch r.IntN(3) {
	case 0:
		return n
	case 1:
		return 0
	}
	return tear * r.IntN(n/tear+1)
}
