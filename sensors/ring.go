package sensors

// ring keeps the last samples of a stream, channel-major: [channel × size].
type ring struct {
	data []float32
	size int
	next int // where the next sample goes, below size
	held int // samples in the ring, at most size
}

func newRing(channels, size int) *ring {
	return &ring{data: make([]float32, channels*size), size: size}
}

// reset forgets every sample.
func (r *ring) reset() { r.next, r.held = 0, 0 }

// push adds one sample [channel] and drops the oldest when the ring is full.
func (r *ring) push(values []float32) {
	at := r.next
	for _, v := range values {
		r.data[at] = v
		at += r.size
	}
	r.next++
	if r.next == r.size {
		r.next = 0
	}
	r.held = min(r.held+1, r.size)
}

// oldest returns the place of the oldest sample.
func (r *ring) oldest() int {
	if r.held == r.size {
		return r.next
	}
	return 0
}

// window copies the samples, oldest first, to dst [channel × size]; places that no
// sample fills are zero.
func (r *ring) window(dst []float32) {
	first := r.oldest()
	for lo := 0; lo < len(r.data); lo += r.size {
		src, to := r.data[lo:lo+r.size], dst[lo:lo+r.size]
		n := copy(to, src[first:])
		copy(to[n:], src[:first])
		clear(to[r.held:])
	}
}
