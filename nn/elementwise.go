package nn

// long is how many elements of float32 an element-wise pass handles at a time: they need
// no scratch, and calls are few.
const long = 1024

// stride is how many elements of t a pass handles at a time.
func stride(t *Tensor) int {
	if t.DType == Half {
		return chunk
	}
	return long
}

// eachForward copies the first input to the output in chunks and lets f change
// each chunk.
func (s *Pass) eachForward(f func(y []float)) {
	n, step := s.used(s.Y), stride(s.Y)
	for lo := 0; lo < n; lo += step {
		hi := min(lo+step, n)
		y := s.loadInto(open(s.Y, lo, hi-lo, s.Row[0]), s.X[0], lo)
		f(y)
		s.Y.Write(s.K, lo, y)
	}
}

// eachBackward gives f each chunk of dy, to change, beside the output, and sends
// the result to the first input.
func (s *Pass) eachBackward(f func(dy, y []float)) {
	if s.DX[0] == nil {
		return
	}
	n, step := s.used(s.Y), stride(s.Y)
	if s.Add[0] {
		step = chunk
	}
	for lo := 0; lo < n; lo += step {
		hi := min(lo+step, n)
		dy := s.loadInto(s.gradRow(lo, hi-lo), s.DY, lo)
		f(dy, s.Y.Read(s.K, lo, hi, s.Row[1]))
		s.emit(0, lo, dy)
	}
}

// gradRow is room for what emit sends to n elements of the first input from lo on:
// their own memory, where nothing is to be added or narrowed.
func (s *Pass) gradRow(lo, n int) []float {
	if s.Add[0] {
		return s.Row[0][:n]
	}
	return open(s.DX[0], lo, n, s.Row[0])
}

// load copies elements [lo, hi) of t into the first scratch row.
func (s *Pass) load(t *Tensor, lo, hi int) []float {
	return s.loadInto(s.Row[0][:hi-lo], t, lo)
}

// loadInto copies elements of t, from lo on, to buf, which may be those elements.
func (s *Pass) loadInto(buf []float, t *Tensor, lo int) []float {
	if v := t.Read(s.K, lo, lo+len(buf), buf); &v[0] != &buf[0] {
		copy(buf, v)
	}
	return buf
}

// used returns how many elements of t this step's samples fill.
func (s *Pass) used(t *Tensor) int { return t.Len() / t.Shape[0] * s.Rows }
