package memory

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestReservoirResumes: one that goes on from a state keeps what the first one keeps.
func TestReservoirResumes(t *testing.T) {
	for _, n := range []int{0, 7, 300} {
		a, b := reservoir(t, 20, 1), reservoir(t, 20, 1)
		for id := range n {
			a.Take(one(id, id*id%3))
		}
		state := a.AppendState([]byte{1})
		rest, err := b.SetState(append(state, 5)[1:])
		require.NoError(t, err)
		assert.Equal(t, []byte{5}, rest)
		for id := range 100 {
			a.Take(one(id, id%2))
			b.Take(one(id, id%2))
		}
		assert.Equal(t, a.AppendState(nil), b.AppendState(nil))
		for cut := range state[1:] {
			_, err := reservoir(t, 20, 1).SetState(state[1 : 1+cut])
			require.Error(t, err, "%d of %d bytes", cut, len(state)-1)
		}
	}
	_, err := reservoir(t, 21, 1).SetState(reservoir(t, 20, 1).AppendState(nil))
	require.ErrorContains(t, err, "another memory")
}
