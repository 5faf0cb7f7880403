package memory

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"edgetune/fixedpoint"
)

func TestFormats(t *testing.T) {
	row := []float32{0, 0.03, -0.04, 1, -2.75, 7.94, 100, -100, float32(math.NaN())}
	for _, c := range []struct {
		format Format
		bytes  int
		want   []float32
	}{
		{Int8, 9, []float32{0, 0, -0.0625, 1, -2.75, 7.9375, 7.9375, -7.9375, 0}},
		{Int4, 5, []float32{0, 0, 0, 0.8, -2.8, 2.8, 2.8, -2.8, 0}},
	} {
		t.Run(c.format.String(), func(t *testing.T) {
			s, err := New(Layout{Format: c.format, Width: len(row), Classes: 2, Logits: 2}, 1)
			require.NoError(t, err)
			assert.Equal(t, c.bytes+1+2, s.Bytes())
			s.Add(Window{Row: row, Class: 1, Logits: []float32{0.3, -40}})
			got, logits := make([]float32, len(row)), make([]float32, 2)
			s.Row(0, got)
			assert.Equal(t, c.want, got)
			s.Teacher(0, logits)
			assert.Equal(t, []float32{0.25, -31.75}, logits)
			assert.Equal(t, 1, s.Class(0))
		})
	}
}

func TestTargets(t *testing.T) {
	s, err := New(Layout{Width: 1, Values: 2}, 1)
	require.NoError(t, err)
	assert.Equal(t, 5, s.Bytes())
	s.Add(Window{Row: []float32{1}, Class: 7, Values: []float32{0.5, -3}})
	got := make([]float32, 2)
	s.Targets(0, got)
	assert.Equal(t, []float32{0.5, -3}, got)
	assert.Zero(t, s.Class(0))
}

func TestLayoutRefuses(t *testing.T) {
	for _, c := range []struct {
		name, want string
		layout     Layout
	}{
		{"no width", "without values", Layout{Classes: 2}},
		{"many classes", "257 classes", Layout{Width: 1, Classes: 257}},
		{"neither", "either a class or target values", Layout{Width: 1}},
		{"both", "either a class or target values", Layout{Width: 1, Classes: 2, Values: 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := New(c.layout, 1)
			require.ErrorContains(t, err, c.want)
		})
	}
}

// one is a window whose row tells which it is.
func one(id, class int) Window {
	return Window{Row: []float32{float32(id%64) / 16, float32(id/64) / 16}, Class: class, Logits: []float32{0, 0, 0}}
}

// idOf reads it back.
func idOf(s *Store, i int) int {
	row := make([]float32, 2)
	s.Row(i, row)
	return int(row[0]*16) + 64*int(row[1]*16)
}

// TestAgainstAMap adds and replaces at random and compares with a map.
func TestAgainstAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, err := New(Layout{Width: 2, Classes: 3, Logits: 3}, rapid.IntRange(1, 12).Draw(t, "room"))
		if err != nil {
			t.Fatal(err)
		}
		want := map[int]int{} // class of each window
		for id := range rapid.IntRange(0, 60).Draw(t, "windows") {
			c := rapid.IntRange(0, 2).Draw(t, "class")
			if _, ok := s.Add(one(id, c)); !ok {
				i := rapid.IntRange(0, s.Len()-1).Draw(t, "victim")
				delete(want, idOf(s, i))
				s.Replace(i, one(id, c))
			}
			want[id] = c
			compare(t, s, want)
		}
	})
}

func compare(t *rapid.T, s *Store, want map[int]int) {
	if s.Len() != len(want) {
		t.Fatalf("%d windows, want %d", s.Len(), len(want))
	}
	for i := range s.Len() {
		id, c := idOf(s, i), s.Class(i)
		if w, ok := want[id]; !ok || w != c || int(s.label[i]) != c {
			t.Fatalf("window %d has class %d and label %d, want %d", id, c, s.label[i], w)
		}
	}
}

// TestDraw: every class as likely, however few windows it has.
func TestDraw(t *testing.T) {
	s, err := New(Layout{Width: 2, Classes: 4, Logits: 3}, 40)
	require.NoError(t, err)
	for id := range 40 {
		c := 0
		if id >= 36 {
			c = 3
		}
		s.Add(one(id, c))
	}
	drawn := map[int]int{}
	for i := range uint32(4000) {
		drawn[s.Class(s.Draw(fixedpoint.Rand(1, 2*i), fixedpoint.Rand(1, 2*i+1)))]++
	}
	assert.Len(t, drawn, 2)
	assert.InDelta(t, 2000, drawn[3], 150, "four of forty windows are of class 3")
}

func TestPartsRoundTrip(t *testing.T) {
	s, err := New(Layout{Format: Int4, Width: 2, Classes: 3, Logits: 3}, 9)
	require.NoError(t, err)
	for id := range 7 {
		s.Add(one(id, 2-id%3))
	}
	l := s.Layout
	l.Format = Int8 // found from the rows
	back, err := Join(l, s.Parts())
	require.NoError(t, err)
	assert.Equal(t, s.Layout, back.Layout)
	assert.Equal(t, s.start, back.start)
	assert.Equal(t, s.Parts(), back.Parts())
}

func TestJoinRefuses(t *testing.T) {
	l := Layout{Width: 4, Classes: 3, Logits: 3}
	for _, c := range []struct {
		name, want string
		parts      Parts
	}{
		{"short rows", "no rows of 2 windows", Parts{make([]byte, 7), make([]byte, 2), make([]byte, 6)}},
		{"few logits", "different numbers", Parts{make([]byte, 8), make([]byte, 2), make([]byte, 5)}},
		{"unknown class", "class 3", Parts{make([]byte, 8), []byte{0, 3}, make([]byte, 6)}},
		{"out of order", "class 0, after class 1", Parts{make([]byte, 8), []byte{1, 0}, make([]byte, 6)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Join(l, c.parts)
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestSample(t *testing.T) {
	s, err := New(Layout{Width: 2, Classes: 3, Logits: 3}, 30)
	require.NoError(t, err)
	for id := range 30 {
		c := 0
		if id >= 20 {
			c = 1 + id%2
		}
		s.Add(one(id, c))
	}
	got, err := s.Sample(14, Int8, 1)
	require.NoError(t, err)
	assert.Equal(t, []int{5, 5, 4}, []int{got.Count(0), got.Count(1), got.Count(2)})
	other, err := s.Sample(14, Int8, 2)
	require.NoError(t, err)
	assert.NotEqual(t, got.Parts(), other.Parts())
	all, err := s.Sample(100, Int4, 1)
	require.NoError(t, err)
	assert.Equal(t, 30, all.Len())
	assert.Equal(t, Int4, all.Format)
}
