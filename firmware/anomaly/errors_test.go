package anomaly

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestErrors(t *testing.T) {
	e, err := NewErrors(100)
	require.NoError(t, err)
	nan := float32(math.NaN())
	for round := range 2 {
		assert.Equal(t, Result{}, e.Add(nan), "what is no number says nothing of normal")
		for i := range 100 {
			require.Equal(t, Result{}, e.Add(float32(i%10+1)), "round %d", round)
		}
		at := e.Add(10)
		assert.True(t, at.Fitted)
		assert.InDelta(t, 0, at.Score, 0.06, "the edge of normal")
		assert.False(t, e.Add(10*7).Alarm)
		far := e.Add(10 * 8)
		assert.True(t, far.Alarm, "e² times the edge is 7.4")
		assert.Greater(t, far.Score, at.Score)
		assert.Less(t, e.Add(0).Score, float32(-10))
		assert.Zero(t, testing.AllocsPerRun(10, func() { e.Add(1) }))
		e.Restart()
	}
	_, err = NewErrors(LeastFit - 1)
	require.ErrorContains(t, err, "errors to learn normal from")
}
