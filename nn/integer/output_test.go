package integer

import (
	"math"
	"slices"
	"testing"

	"edgetune/nn/integer/op"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestSetOutput: an output that is set says what its weights make of what the last layer
// reads, and the others say what they did.
func TestSetOutput(t *testing.T) {
	s := testNets()["conv1d"]
	t.Run("q7", func(t *testing.T) { checkSetOutput(t, s, NewQ7, 128) })
	t.Run("q15", func(t *testing.T) { checkSetOutput(t, s, NewQ15, 1.0/2) })
}

// checkSetOutput is with weights of so many units of error.
func checkSetOutput[X op.Value, A op.Sum](t *testing.T, s Spec, build maker[X, A], units float64) {
	n := trained(t, s, Options{}, build)
	x := draw(5, s.Input.Len(), 1)
	n.Batch().Put(0, x)
	inputs, before := n.Seen(1)
	before = slices.Clone(before)
	w, b := draw(6, len(inputs), 0.3), float32(-1.5)
	n.SetOutput(1, w, b)

	n.Batch().Put(0, x)
	again, after := n.Seen(1)
	require.Equal(t, inputs, again)
	want, room := float64(b), 1.0/256
	for i, v := range inputs {
		want += float64(v) * float64(w[i])
		room += math.Abs(float64(v)) * n.last().wScale[1].Float64() / 256 * units
	}
	assert.InDelta(t, want, float64(after[1]), room)
	after[1] = before[1]
	assert.Equal(t, before, after)
	n.Batch().Put(0, x)
	assert.Equal(t, before[0], n.Infer(1)[0])
}
