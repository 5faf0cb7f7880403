package integer

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestQuantise(t *testing.T) {
	w, b := draw(1, 60, 0.3), draw(2, 5, 0.5)
	p, err := Quantise(w, b)
	require.NoError(t, err)
	for i, v := range w {
		s := p.WScale[i/12]
		require.LessOrEqual(t, math.Abs(float64(p.W[i])*s/256-float64(v)), s/512*1.0001)
		require.LessOrEqual(t, max(p.W[i], -p.W[i]), int16(112*256))
	}
	for i, v := range b {
		require.InDelta(t, float64(v), float64(p.B[i])*p.BScale, p.BScale/2)
	}
	small, err := Quantise([]float32{0, 0, 1, -1}, []float32{0, 0})
	require.NoError(t, err)
	assert.InDelta(t, small.WScale[1]/16, small.WScale[0], 1e-9)
	_, err = Quantise(make([]float32, 4), make([]float32, 2)) // all zero
	assert.NoError(t, err)
	_, err = Quantise(make([]float32, 5), make([]float32, 2))
	assert.ErrorContains(t, err, "integer: quantise: 5 weights")
	_, err = Quantise([]float32{float32(math.NaN())}, []float32{0})
	assert.ErrorContains(t, err, "not finite")
	_, err = Quantise([]float32{0}, []float32{float32(math.Inf(-1))})
	assert.ErrorContains(t, err, "not finite")
}

func TestFromInt8(t *testing.T) {
	scale, x := []float64{0.004, 0.0002}, 0.02
	b := []int32{-70_000, 1_000_000}
	p := FromInt8([]int8{-128, 127, -127, 5}, scale, b, x)
	m := &planes{hi: make([]int8, 4), lo: make([]int8, 4), residual: residual{whole: true}}
	for i, w := range p.W {
		m.set(i, int32(w))
	}
	assert.Equal(t, []int8{-127, 127, -127, 5}, m.forward())
	for c, want := range b { // comes back exactly in units of the sum
		got := math.Floor(float64(p.B[c])*p.BScale/(x*scale[c]) + 0.5)
		assert.Equal(t, float64(want), got)
	}
}

func TestPlanes(t *testing.T) {
	m, w := &planes{hi: make([]int8, 1), lo: make([]int8, 1), residual: residual{whole: true}}, &words{make([]int16, 1)}
	for v := int32(-maxW16); v <= maxW16; v++ {
		m.set(0, v)
		w.set(0, v)
		if hi := m.forward()[0]; m.at(0) != v || w.at(0) != v || hi == -128 || int32(hi) != (v+128)>>8 {
			t.Fatalf("%d comes back as %d and %d", v, m.at(0), w.at(0))
		}
	}
}
