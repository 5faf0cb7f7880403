package memory

import "edgetune/fixedpoint"

// Widen returns a store of the same windows, in the same bytes, that knows more classes;
// of those there are none. Logits stay those of the classes before.
func (s *Store) Widen(classes int) *Store {
	if s == nil {
		return nil
	}
	to := *s
	to.Classes = classes
	to.start = make([]int, to.groups()+1)
	copy(to.start, s.start)
	for c := len(s.start); c < len(to.start); c++ {
		to.start[c] = s.Len()
	}
	return &to
}

const inheritStream = 0x696e6872 // of the random numbers

// Inherit fills an empty reservoir with what another one of fewer classes keeps, as much
// as there is room for, the classes as equal as that allows; what that one has seen
// counts as seen here.
func (r *Reservoir) Inherit(from *Reservoir) {
	w := Window{Row: make([]float32, r.Width)}
	for c, quota := range from.quotas(min(r.room, from.Len())) {
		order := make([]int32, from.Count(c))
		fixedpoint.Perm(fixedpoint.Key(r.key, uint32(c), inheritStream), order)
		for _, i := range order[:quota] {
			from.Row(from.start[c]+int(i), w.Row)
			w.Class = c
			r.Add(w)
		}
	}
	copy(r.seen, from.seen)
	r.all, r.Fresh = from.all, from.Fresh
}
