package memory

import "edgetune/fixedpoint"

// Reservoir chooses which windows of a stream stay: all while there is room, then a
// uniform sample of each class, the classes as equal as the stream allows. A window
// of a class that is not the largest takes the place of one of the largest; one of
// a largest class takes the place of one of its own, with probability kept/seen.
// What it keeps follows from the seed and the windows alone.
type Reservoir struct {
	*Store
	// Fresh lets new windows push out old ones for ever: of a class, no more windows
	// count as seen than so many times those kept. 0: all count.
	Fresh int
	key   uint32
	seen  []uint32 // windows of each class so far
	all   uint32
}

// NewReservoir returns an empty reservoir.
func NewReservoir(l Layout, room int, seed uint32) (*Reservoir, error) {
	s, err := New(l, room)
	if err != nil {
		return nil, err
	}
	return &Reservoir{Store: s, key: fixedpoint.Key(seed, 0, reservoirStream), seen: make([]uint32, l.groups())}, nil
}

const reservoirStream = 0x72657376 // of the random numbers

// Seen returns the number of windows so far, those kept and those not.
func (r *Reservoir) Seen() int { return int(r.all) }

// Take shows it a window and reports whether it stays. It allocates nothing.
func (r *Reservoir) Take(w Window) bool {
	c := r.group(w.Class)
	r.see(c)
	first := fixedpoint.Rand(r.key, 2*r.all)
	second := fixedpoint.Rand(r.key, 2*r.all+1)
	r.all++
	if r.room == 0 {
		return false
	}
	if _, ok := r.Add(w); ok {
		return true
	}
	most, ties := r.largest()
	from := c
	if r.Count(c) < most {
		from = r.nth(most, fixedpoint.Below(first, ties))
	} else if fixedpoint.Below(first, r.seen[c]) >= uint32(most) {
		return false
	}
	r.Replace(r.start[from]+int(fixedpoint.Below(second, uint32(most))), w)
	return true
}

// Renew lets new windows in as if those kept were all there ever were: what comes from
// now on replaces them sooner.
func (r *Reservoir) Renew() {
	for c := range r.seen {
		r.seen[c] = uint32(r.Count(c))
	}
}

// see counts a window of a class.
func (r *Reservoir) see(c int) {
	r.seen[c]++
	if n := r.Count(c); r.Fresh > 0 && n > 0 {
		r.seen[c] = min(r.seen[c], uint32(max(r.Fresh*n, n+1)))
	}
}

// largest returns the size of the largest class and how many have it.
func (r *Reservoir) largest() (most int, ties uint32) {
	for c := range r.groups() {
		switch n := r.Count(c); {
		case n > most:
			most, ties = n, 1
		case n == most:
			ties++
		}
	}
	return most, ties
}

// nth returns class number k of those with n windows.
func (r *Reservoir) nth(n int, k uint32) int {
	for c := range r.groups() {
		if r.Count(c) != n {
			continue
		}
		if k == 0 {
			return c
		}
		k--
	}
	return 0
}
