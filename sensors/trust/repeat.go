package trust

import "math"

// How far back repetitions are looked for.
const (
	repeatSteps   = 64
	repeatWindows = 16
)

// repeats finds blocks of steps, and whole windows, that come a second time. Each
// step of all channels is a hash; a step counts as many points as channels moved in
// it, so a room in which nothing happens scores nothing.
type repeats struct {
	steps   [repeatSteps]uint64
	score   [repeatSteps]float32 // of the block that repeats what was so many steps ago, less one
	windows [repeatWindows]uint64
	seen    int // steps
	read    int // windows
}

func (r *repeats) reset() { r.seen = 0 }

// step takes a step in which so many channels moved, and returns the largest score.
func (r *repeats) step(hash uint64, moved int) float32 {
	var best float32
	for lag := 1; lag <= min(r.seen, repeatSteps); lag++ {
		s := &r.score[lag-1]
		if r.steps[(r.seen-lag)%repeatSteps] != hash {
			*s = 0
			continue
		}
		*s += float32(moved)
		best = max(best, *s)
	}
	if r.seen < repeatSteps {
		r.score[r.seen] = 0
	}
	r.steps[r.seen%repeatSteps] = hash
	r.seen++
	return best
}

// window takes a whole window and reports whether one of the last was the same.
func (r *repeats) window(hash uint64) bool {
	same := false
	for i := range min(r.read, repeatWindows) {
		same = same || r.windows[i] == hash
	}
	r.windows[r.read%repeatWindows] = hash
	r.read++
	return same
}

// hashes follow FNV-1a, 64 bits, a word at a time.
const (
	hashStart = 0xcbf29ce484222325
	hashPrime = 0x100000001b3
)

func hashed(h uint64, x float32) uint64 {
	h = (h ^ uint64(math.Float32bits(x))) * hashPrime
	return h ^ h>>29
}
