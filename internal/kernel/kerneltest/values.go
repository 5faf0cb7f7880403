package kerneltest

import (
	"math"
	"math/rand/v2"

	"edgetune/fixedpoint"
	"edgetune/internal/kernel"
)

// A kind says what the random numbers of a check are like.
type kind int

const (
	unit  kind = iota // between -1 and 1
	half              // exact in float16
	tiny              // around the subnormal numbers of float16 and of float32
	mixed             // unit with a few edges
	edges             // only edges
	wild              // random bits
	kinds
)

func (k kind) String() string {
	return [...]string{"unit", "half", "tiny", "mixed", "edges", "wild"}[k]
}

// edgeValues are zeros, infinities, NaN, and the borders and ties of float16 and
// float32.
var edgeValues = [...]float32{
	0, 1, 2, 6, 0.5, 1 + 0x1p-11, 1 + 0x1p-10, 1 + 3*0x1p-11, 1 + 0x1p-23,
	65504, 65503, 65519.996, 65520, 65536, 64, 63.96875, 0x1p127, math.MaxFloat32,
	0x1p-14, 0x1p-14 - 0x1p-25, 0x1p-24, 0x1p-25, 0x1.000002p-25, 3 * 0x1p-25, 0x1p-26,
	0x1p-31, 0x1p-32, 0x1p-126, 0x1p-127, math.SmallestNonzeroFloat32,
	float32(math.Inf(1)), float32(math.NaN()),
}

// source draws numbers of a kind.
type source struct {
	*rand.Rand
	kind   kind
	memory func(bytes int) []byte // where slices live; nil for the heap
	drawn  map[any]any            // numbers to take again, by what they are; nil: all are new
}

func newSource(seed uint64) *source {
	return &source{Rand: rand.New(rand.NewPCG(seed, 0))}
}

// float32 draws one number.
func (s *source) float32() float32 {
	switch s.kind {
	case half:
		return fixedpoint.FromF16(fixedpoint.ToF16(s.unit()))
	case tiny:
		return s.unit() * float32(math.Ldexp(1, -12-s.IntN(20)-s.IntN(2)*100))
	case mixed:
		if s.IntN(32) == 0 {
			return s.edge()
		}
	case edges:
		return s.edge()
	case wild:
		return math.Float32frombits(s.Uint32())
	}
	return s.unit()
}

func (s *source) unit() float32 { return float32(int32(s.Uint32())) * 0x1p-31 }

func (s *source) edge() float32 {
	x := edgeValues[s.IntN(len(edgeValues))]
	if s.IntN(2) == 0 {
		return -x
	}
	return x
}

// f16 draws one number; a wild one may be any of the 65,536.
func (s *source) f16() kernel.F16 {
	if s.kind == wild {
		return kernel.F16(s.Uint32())
	}
	return fixedpoint.ToF16(s.float32())
}

// again is how many numbers of a kind a quick check draws. It is prime, so that rows of a
// matrix differ.
const again = 1021

// drawing is what some numbers are.
type drawing[N Number] struct{ kind kind }

// fill draws every element of y, or takes numbers that were drawn before, from a random
// one on.
func fill[N Number](s *source, y []N) {
	if s.drawn == nil {
		draw(s, y)
		return
	}
	x, ok := s.drawn[drawing[N]{s.kind}].([]N)
	if !ok {
		x = make([]N, again)
		draw(s, x)
		s.drawn[drawing[N]{s.kind}] = x
	}
	for at := s.IntN(again); len(y) > 0; at = 0 {
		y = y[copy(y, x[at:]):]
	}
}

// draw draws every element of y.
func draw[N Number](s *source, y []N) {
	switch x := any(y).(type) {
	case []kernel.F16:
		for i := range x {
			x[i] = s.f16()
		}
	case []float32:
		for i := range x {
			x[i] = s.float32()
		}
	case []float64:
		for i := range x {
			x[i] = float64(s.float32())
		}
	default:
		for i := range y {
			y[i] = whole[N](s)
		}
	}
}

// whole draws an integer: any, or, every fourth time, one of few bits.
func whole[N Number](s *source) N {
	v := int64(s.Uint64())
	if s.IntN(4) == 0 {
		v >>= 48 + s.IntN(16)
	}
	return N(v)
}
