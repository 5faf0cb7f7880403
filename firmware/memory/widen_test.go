package memory

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestWiden: the windows and their places stay, and one of the new class fits behind.
func TestWiden(t *testing.T) {
	s, err := New(Layout{Width: 1, Classes: 2}, 4)
	require.NoError(t, err)
	for i, c := range []int{1, 0, 1} {
		s.Add(Window{Row: []float32{float32(i)}, Class: c})
	}
	w := s.Widen(4)
	assert.Equal(t, 3, w.Len())
	assert.Equal(t, 2, w.Count(1))
	assert.Zero(t, w.Count(3))
	at, ok := w.Add(Window{Row: []float32{3}, Class: 3})
	require.True(t, ok)
	assert.Equal(t, 3, w.Class(at))
	assert.Nil(t, (*Store)(nil).Widen(3))
}

// TestInherit: a reservoir with less room keeps the classes even, and goes on counting.
func TestInherit(t *testing.T) {
	from, err := NewReservoir(Layout{Width: 1, Classes: 2}, 8, 1)
	require.NoError(t, err)
	for i := range 20 {
		from.Take(Window{Row: []float32{float32(i % 8)}, Class: i % 2})
	}
	to, err := NewReservoir(Layout{Width: 1, Classes: 3, Format: Int4}, 6, 1)
	require.NoError(t, err)
	to.Inherit(from)
	assert.Equal(t, 6, to.Len())
	assert.Equal(t, 3, to.Count(0))
	assert.Equal(t, 3, to.Count(1))
	assert.Equal(t, 20, to.Seen())
	to.Take(Window{Row: []float32{1}, Class: 2})
	assert.Equal(t, 1, to.Count(2), "a new class finds room")
}
