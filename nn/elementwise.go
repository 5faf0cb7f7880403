package nn

// eachForward copies the first input to the output in chunks and lets f change
// each chunk.
func (s *Pass) eachForward(f func(y []float)) {
	n := s.used(s.Y)
	for lo := 0; lo < n; lo += chunk {
		hi := min(lo+chunk, n)
		f(s.load(s.X[0], lo, hi))
		s.Y.Write(s.K, lo, s.Row[0][:hi-lo])
	}
}

// eachBackward gives f each chunk of dy, to change, beside the output, and sends
// the result to the first input.
func (s *Pass) eachBackward(f func(dy, y []float)) {
	if s.DX[0] == nil {
		return
	}
	n := s.used(s.Y)
	for lo := 0; lo < n; lo += chunk {
		hi := min(lo+chunk, n)
		dy := s.load(s.DY, lo, hi)
		f(dy, s.Y.Read(s.K, lo, hi, s.Row[1]))
		s.emit(0, lo, dy)
	}
}

// load copies elements [lo, hi) of t into the first scratch row.
func (s *Pass) load(t *Tensor, lo, hi int) []float {
	buf := s.Row[0][:hi-lo]
	if v := t.Read(s.K, lo, hi, buf); &v[0] != &buf[0] {
		copy(buf, v)
	}
	return buf
}

// used returns how many elements of t this step's samples fill.
func (s *Pass) used(t *Tensor) int { return t.Len() / t.Shape[0] * s.Rows }
