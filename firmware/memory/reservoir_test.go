package memory

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func reservoir(t testing.TB, room int, seed uint32) *Reservoir {
	t.Helper()
	r, err := NewReservoir(Layout{Width: 2, Classes: 3}, room, seed)
	require.NoError(t, err)
	return r
}

// TestReservoirBalances: 900 windows of class 0, then 60 of class 1 and 5 of 2.
func TestReservoirBalances(t *testing.T) {
	r := reservoir(t, 45, 1)
	for id := range 965 {
		c := 0
		switch {
		case id >= 960:
			c = 2
		case id >= 900:
			c = 1
		}
		r.Take(one(id, c))
	}
	assert.Equal(t, []int{20, 20, 5}, []int{r.Count(0), r.Count(1), r.Count(2)})
	assert.Equal(t, 965, r.Seen())
}

// TestReservoirIsUniform: within a class, old windows stay as likely as new ones.
func TestReservoirIsUniform(t *testing.T) {
	var early int
	const runs, room, n = 200, 20, 200
	for seed := range uint32(runs) {
		r := reservoir(t, room, seed)
		for id := range n {
			r.Take(one(id, 1))
		}
		for i := range r.Len() {
			if idOf(r.Store, i) < n/2 {
				early++
			}
		}
	}
	assert.InDelta(t, runs*room/2, early, 130, "three deviations")
}

func TestReservoirFollowsItsSeed(t *testing.T) {
	a, b, c := reservoir(t, 10, 1), reservoir(t, 10, 1), reservoir(t, 10, 2)
	for id := range 300 {
		for _, r := range []*Reservoir{a, b, c} {
			r.Take(one(id, id%3))
		}
	}
	assert.Equal(t, a.Parts(), b.Parts())
	assert.NotEqual(t, a.Parts(), c.Parts())
}

// TestReservoirStaysFresh: with Fresh, and after Renew, new windows push out old ones.
func TestReservoirStaysFresh(t *testing.T) {
	late := func(prepare func(r *Reservoir)) (n int) {
		r := reservoir(t, 20, 3)
		for id := range 4000 {
			if id == 3800 {
				prepare(r)
			}
			r.Take(one(id, 1))
		}
		for i := range r.Len() {
			if idOf(r.Store, i) >= 3800 {
				n++
			}
		}
		return n
	}
	assert.LessOrEqual(t, late(func(*Reservoir) {}), 4, "a twentieth of all windows")
	assert.Greater(t, late((*Reservoir).Renew), 12)
	assert.Greater(t, late(func(r *Reservoir) { r.Fresh = 2 }), 17)
}

func TestReservoirWithoutRoom(t *testing.T) {
	r := reservoir(t, 0, 1)
	assert.False(t, r.Take(one(1, 1)))
	assert.Zero(t, r.Len())
}

func TestReservoirAllocatesNothing(t *testing.T) {
	r := reservoir(t, 50, 1)
	w := one(1, 1)
	assert.Zero(t, testing.AllocsPerRun(500, func() {
		w.Class = (w.Class + 1) % 3
		r.Take(w)
	}))
}

// TestSplitIsExact: what is planned fits the budget, and one window more does not.
func TestSplitIsExact(t *testing.T) {
	for _, budget := range []int{0, 100, 4096, 1 << 16, 1 << 18} {
		for _, available := range []int{0, 30, 1 << 20} {
			l := Layout{Width: 120, Classes: 19, Logits: 19}
			l.Format = FormatFor(budget, l)
			s := Split(budget, available, l)
			used := s.Coreset*s.Source.Bytes() + s.Room*s.Stream.Bytes()
			assert.LessOrEqual(t, used, budget)
			assert.Greater(t, used+s.Stream.Bytes(), budget)
			assert.LessOrEqual(t, s.Coreset*s.Source.Bytes(), budget/2)
			assert.LessOrEqual(t, s.Coreset, available)
		}
	}
}

// TestFormatFor: the table of docs/continual.md.
func TestFormatFor(t *testing.T) {
	for _, c := range []struct {
		name           string
		width, classes int
		bytes          int
		want           Format
	}{
		{"har 256 KiB", 750, 19, 1 << 18, Int4},
		{"gestures 64 KiB", 714, 5, 1 << 16, Int4},
		{"gestures 256 KiB", 714, 5, 1 << 18, Int8},
		{"digits 256 KiB", 620, 10, 1 << 18, Int4},
		{"gas 16 KiB", 128, 6, 1 << 14, Int4},
		{"gas 64 KiB", 128, 6, 1 << 16, Int8},
		{"one value", 1, 2, 64, Int8},
	} {
		assert.Equal(t, c.want, FormatFor(c.bytes, Layout{Width: c.width, Classes: c.classes, Logits: c.classes}), c.name)
	}
}
