package sensors

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestNormaliser(t *testing.T) {
	m := NewMoments(3)
	m.Add([]float32{1, 10, 7, 3, 30, 7}) // two steps of three channels
	m.Add([]float32{5, 50, 7})
	n := m.Normaliser()
	require.NoError(t, n.Check(3))
	deviation := float32(math.Sqrt(8.0 / 3))
	assert.Equal(t, []float32{3, 30, 7}, n.Mean)
	assert.InDeltaSlice(t, []float32{deviation, 10 * deviation, 1}, n.Std, 1e-5)

	row := []float32{3 + deviation, 30, 7.5, 1e6, -1e6, 7}
	n.Apply(row)
	assert.InDeltaSlice(t, []float32{1, 0, 0.5, 10, -10, 0}, row, 1e-6)
	assert.Zero(t, testing.AllocsPerRun(10, func() { n.Apply(row) }))

	text, err := json.Marshal(n)
	require.NoError(t, err)
	var back Normaliser
	require.NoError(t, json.Unmarshal(text, &back))
	assert.Equal(t, *n, back)
}

func TestNormaliserCheck(t *testing.T) {
	nan := float32(math.NaN())
	for _, n := range []Normaliser{
		{},
		{Mean: []float32{1}, Std: []float32{0}},
		{Mean: []float32{nan}, Std: []float32{1}},
		{Mean: []float32{0}, Std: []float32{nan}},
		{Mean: []float32{0}, Std: []float32{1, 1}},
	} {
		assert.ErrorContains(t, n.Check(1), "learn it again")
	}
}

func TestMomentsOfNothing(t *testing.T) {
	assert.Equal(t, &Normaliser{[]float32{0}, []float32{1}}, NewMoments(1).Normaliser())
}

func TestMomentsFarFromZero(t *testing.T) {
	m := NewMoments(1)
	for i := range 1000 {
		m.Add([]float32{1e6 + float32(i%2)})
	}
	assert.Equal(t, float32(1), m.Normaliser().Std[0], "half a unit is below a millionth of the mean")
	m = NewMoments(1)
	for i := range 1000 {
		m.Add([]float32{1e5 + float32(i%2)})
	}
	assert.InDelta(t, 0.5, m.Normaliser().Std[0], 1e-6)
}
