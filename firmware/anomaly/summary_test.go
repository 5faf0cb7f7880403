package anomaly

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSummary(t *testing.T) {
	s, err := NewSummary(2, 3)
	require.NoError(t, err)
	require.Equal(t, 4, s.Width())
	for range 2 {
		for _, sample := range [][]float32{{1, 10}, {float32(math.NaN()), 10}, {2, 10}} {
			_, ok := s.Add(sample)
			assert.False(t, ok)
		}
		row, ok := s.Add([]float32{3, 10})
		require.True(t, ok)
		assert.Equal(t, []float32{2, 10, float32(math.Sqrt(2.0 / 3)), 0}, row)
	}
	row := s.Window([]float32{1, 2, 3, 0, 10, 10, 10, 0}, 4, 3)
	assert.Equal(t, []float32{2, 10, float32(math.Sqrt(2.0 / 3)), 0}, row)
}

func TestSummaryOfOne(t *testing.T) {
	s, err := NewSummary(2, 1)
	require.NoError(t, err)
	row, ok := s.Add([]float32{4, 5})
	assert.True(t, ok)
	assert.Equal(t, []float32{4, 5}, row)
	assert.Equal(t, []float32{6, 7}, s.Window([]float32{6, 7}, 1, 1))
}

func TestSummaryRefuses(t *testing.T) {
	for _, c := range [][2]int{{0, 1}, {65, 1}, {33, 2}, {1, 0}} {
		_, err := NewSummary(c[0], c[1])
		require.Error(t, err)
	}
}
