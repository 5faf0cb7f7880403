package memory

import "edgetune/fixedpoint"

const sampleStream = 0x73616d70 // of the random numbers

// Sample copies n random windows of s into a new store of another format, the
// classes as equal as s allows.
func (s *Store) Sample(n int, f Format, seed uint32) (*Store, error) {
	l := s.Layout
	l.Format = f
	to, err := New(l, min(n, s.Len()))
	if err != nil {
		return nil, err
	}
	w := Window{Row: make([]float32, l.Width), Values: make([]float32, l.Values), Logits: make([]float32, l.Logits)}
	for c, quota := range s.quotas(to.room) {
		order := make([]int32, s.Count(c))
		fixedpoint.Perm(fixedpoint.Key(seed, uint32(c), sampleStream), order)
		for _, i := range order[:quota] {
			at := s.start[c] + int(i)
			s.Row(at, w.Row)
			s.Targets(at, w.Values)
			s.Teacher(at, w.Logits)
			w.Class = c
			to.Add(w)
		}
	}
	return to, nil
}

// quotas divides n windows among the classes, one to each in turn.
func (s *Store) quotas(n int) []int {
	q := make([]int, s.groups())
	for n > 0 {
		before := n
		for c := range q {
			if n > 0 && q[c] < s.Count(c) {
				q[c]++
				n--
			}
		}
		if n == before {
			break
		}
	}
	return q
}
