package sensors

import "fmt"

// segments cuts the valid steps into equal parts and applies one chain to each;
// the result has one step for each part: [feature × part], where a chain with
// several steps gives them as further features.
type segments struct {
	in    Layout
	n     int
	sub   *chain
	part  []float32 // one part of the window, planar
	value []float32 // the features of one part
}

func newSegments(step Step, in Layout) (stage, error) {
	if step.Segments < 1 || step.Segments > in.Steps {
		return nil, fmt.Errorf("%d segments of %d steps; give 1 to %d", step.Segments, in.Steps, in.Steps)
	}
	if len(step.Of) != 1 {
		return nil, fmt.Errorf("%d chains for a segment; give one", len(step.Of))
	}
	if err := needTime(in); err != nil {
		return nil, err
	}
	one := in
	one.Steps = (in.Steps + step.Segments - 1) / step.Segments
	sub, err := newChain(step.Of[0], one)
	if err != nil {
		return nil, err
	}
	return &segments{in, step.Segments, sub, make([]float32, one.Len()), make([]float32, sub.out.Len())}, nil
}

func (s *segments) layout() Layout {
	return Layout{1, s.n, s.sub.out.Len(), s.in.Rate * float64(s.n) / float64(s.in.Steps)}
}

func (s *segments) apply(dst, src []float32, length int) int {
	length = max(length, 1)
	for i := range s.n {
		lo, hi := i*length/s.n, (i+1)*length/s.n
		if hi == lo { // fewer steps than parts: repeat one
			hi++
		}
		s.take(src, lo, hi)
		s.sub.apply(s.value, s.part, hi-lo)
		for f, v := range s.value {
			dst[f*s.n+i] = v
		}
	}
	return s.n
}

// take copies the steps lo to hi of every channel into part and clears the rest.
func (s *segments) take(src []float32, lo, hi int) {
	n := s.sub.in.Steps
	for c := range s.in.Channels {
		to := s.part[c*n : c*n+n]
		clear(to[copy(to, src[c*s.in.Steps+lo:c*s.in.Steps+hi]):])
	}
}
