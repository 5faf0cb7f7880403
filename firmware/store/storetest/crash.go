package storetest

import (
	"math/rand/v2"
	"slices"
)

const sector = 512

// write changes the file and remembers what of it is not synced, sector by sector:
// a sector holds its old or its new bytes, never a mixture.
func (f *file) write(p []byte, at int) {
	f.now = resized(f.now, max(len(f.now), at+len(p)))
	copy(f.now[at:], p)
	for lo := at / sector * sector; lo < at+len(p); lo += sector {
		hi := min(lo+sector, len(f.now))
		f.pending = append(f.pending, write{lo, slices.Clone(f.now[lo:hi])})
	}
}

// resized cuts b or fills it up with zeros.
func resized(b []byte, n int) []byte {
	if n <= len(b) {
		return b[:n:n]
	}
	return append(slices.Clip(b), make([]byte, n-len(b))...)
}

// Crash returns the disk as it may be found after the power is back: of what was not
// synced, every sector is there or not, in any order; files and removals that the
// folder does not know of for sure are there or not.
func (d *Disk) Crash(seed uint64) *Disk {
	d.mu.Lock()
	defer d.mu.Unlock()
	r := rand.New(rand.NewPCG(seed, 7))
	after := &Disk{files: map[string]*file{}}
	var names []string
	for name := range d.files {
		names = append(names, name)
	}
	slices.Sort(names)
	keep := [...]float64{0, 0.5, 1}[r.IntN(3)] // nothing, some, all
	for _, name := range names {
		f := d.files[name]
		if f.removed && r.IntN(2) == 0 || !f.linked && r.IntN(2) == 0 {
			continue
		}
		b := f.survivors(r, keep)
		after.files[name] = &file{now: b, synced: slices.Clone(b), linked: true}
	}
	return after
}

// survivors applies some of the writes to what was synced.
func (f *file) survivors(r *rand.Rand, keep float64) []byte {
	b := slices.Clone(f.synced)
	order := r.Perm(len(f.pending))
	if keep == 1 {
		slices.Sort(order)
	}
	for _, i := range order {
		if r.Float64() >= keep {
			continue
		}
		w := f.pending[i]
		if w.data == nil {
			b = resized(b, w.at)
			continue
		}
		b = resized(b, max(len(b), w.at+len(w.data)))
		copy(b[w.at:], w.data)
	}
	return b
}

// Kill returns the disk as another process finds it after this one was killed:
// everything that was written is there.
func (d *Disk) Kill() *Disk {
	d.mu.Lock()
	defer d.mu.Unlock()
	after := &Disk{files: map[string]*file{}}
	for name, f := range d.files {
		if !f.removed {
			after.files[name] = &file{now: slices.Clone(f.now), synced: slices.Clone(f.synced), pending: slices.Clone(f.pending), linked: f.linked}
		}
	}
	return after
}

// Damage flips a bit of a file.
func (d *Disk) Damage(name string, at int) {
	d.files[name].now[at] ^= 1
}

// Len returns the bytes of a file.
func (d *Disk) Len(name string) int { return len(d.files[name].now) }

// Unsync forgets that anything was synced, as if the syncs had been left out.
func (d *Disk) Unsync() {
	for _, f := range d.files {
		for lo := 0; lo < len(f.synced); lo += sector {
			f.pending = append(f.pending, write{lo, slices.Clone(f.synced[lo:min(lo+sector, len(f.synced))])})
		}
		f.synced = nil
	}
}
