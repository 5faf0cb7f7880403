package metric

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/fixedpoint"
)

func TestConfusion(t *testing.T) {
	c := NewConfusion(3)
	assert.Zero(t, c.Accuracy())
	assert.Zero(t, c.Balanced())
	for range 8 {
		c.Add(0, 0)
	}
	c.Add(0, 1)
	c.Add(1, 1)
	c.Add(1, 0)
	assert.Equal(t, 11, c.Len())
	assert.Equal(t, 9.0/11, c.Accuracy())
	assert.InDelta(t, (8.0/9+0.5)/2, c.Balanced(), 1e-15, "class 2 never occurs")
}

func TestErrors(t *testing.T) {
	e := NewErrors(2)
	assert.Equal(t, []float64{0, 0}, e.RMSE())
	e.Add([]float32{1, 10}, []float32{4, 10})
	e.Add([]float32{1, 10}, []float32{5, 20})
	assert.Equal(t, 2, e.Len())
	assert.Equal(t, []float64{math.Sqrt(12.5), math.Sqrt(50)}, e.RMSE())
	assert.Equal(t, (math.Sqrt(12.5)+math.Sqrt(50))/2, e.Mean())
}

func TestAUC(t *testing.T) {
	for _, c := range []struct {
		name     string
		scores   []float32
		positive []bool
		want     float64
	}{
		{"apart", []float32{1, 2, 3, 4}, []bool{false, false, true, true}, 1},
		{"the wrong way", []float32{4, 3, 2, 1}, []bool{false, false, true, true}, 0},
		{"all equal", []float32{5, 5, 5}, []bool{false, true, false}, 0.5},
		{"one tie", []float32{1, 2, 2, 3}, []bool{false, false, true, true}, 0.875},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := AUC(c.scores, c.positive)
			require.True(t, ok)
			assert.Equal(t, c.want, got)
		})
	}
	_, ok := AUC([]float32{1, 2}, []bool{true, true})
	assert.False(t, ok)
	_, ok = AUC(nil, nil)
	assert.False(t, ok)
}

// TestAUCCountsPairs compares with the definition.
func TestAUCCountsPairs(t *testing.T) {
	var scores []float32
	var positive []bool
	for i := range uint32(60) {
		scores = append(scores, float32(fixedpoint.Below(fixedpoint.Rand(1, i), 10)))
		positive = append(positive, fixedpoint.Below(fixedpoint.Rand(2, i), 3) == 0)
	}
	var sum, pairs float64
	for i, p := range positive {
		for j, q := range positive {
			if p && !q {
				pairs++
				if scores[i] > scores[j] {
					sum++
				} else if scores[i] == scores[j] {
					sum += 0.5
				}
			}
		}
	}
	got, ok := AUC(scores, positive)
	require.True(t, ok)
	assert.InDelta(t, sum/pairs, got, 1e-12)
}
