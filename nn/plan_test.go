package nn

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Buffers whose lives meet never overlap, whatever the net, and the block ends
// where the last one does.
func TestPlanOfRandomNets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, err := Parse(RandomNet(t))
		if err != nil {
			t.Fatal(err)
		}
		o := Options{Batch: rapid.IntRange(1, 4).Draw(t, "batch"), DType: DType(rapid.IntRange(0, 1).Draw(t, "dtype"))}
		if rapid.Bool().Draw(t, "trains") {
			o.Optimizer = newProbe()
			o.FrozenUpTo = rapid.IntRange(0, len(s.Nodes)-1).Draw(t, "frozen")
		}
		m, err := Build(s, o)
		if err != nil {
			t.Fatal(err)
		}
		checkPlan(t, m)
	})
}

func checkPlan(t *rapid.T, m *Model) {
	end := 0
	for i, a := range m.plan.items {
		end = max(end, a.offset+a.bytes)
		if a.offset%align != 0 {
			t.Fatalf("%s lies at %d", a.name, a.offset)
		}
		for _, b := range m.plan.items[:i] {
			if a.life.meets(b.life) && a.offset < b.offset+b.bytes && b.offset < a.offset+a.bytes {
				t.Fatalf("%s [%d+%d] %v and %s [%d+%d] %v overlap", a.name, a.offset, a.bytes, a.life, b.name, b.offset, b.bytes, b.life)
			}
		}
	}
	if m.Size() < end || m.Size() >= end+align {
		t.Fatalf("size %d, the last buffer ends at %d", m.Size(), end)
	}
}

// The layout of random lives, larger than nets make them.
func TestLayout(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := &Planner{nodes: 20}
		tensors := make([]Tensor, rapid.IntRange(1, 60).Draw(t, "buffers"))
		for i := range tensors {
			from := rapid.IntRange(0, 40).Draw(t, "from")
			l := Life{from, from + rapid.IntRange(0, 10).Draw(t, "for")}
			p.Buffer(&tensors[i], "", Shape{rapid.IntRange(1, 99).Draw(t, "size")}, DType(rapid.IntRange(0, 3).Draw(t, "dtype")), l)
		}
		m := &Model{plan: p}
		m.size = p.layout()
		checkPlan(t, m)
	})
}

const smallNet = "input 64\nbig: dense 100\nrelu\nsmall: dense 3\nloss softmax"

func TestBudget(t *testing.T) {
	s, err := Parse(smallNet)
	require.NoError(t, err)
	m, err := Build(s, Options{Batch: 2, Optimizer: newProbe()})
	require.NoError(t, err)
	_, err = Build(s, Options{Batch: 2, Optimizer: newProbe(), Budget: m.Size()})
	assert.NoError(t, err, "a budget of just the size")
	_, err = Build(s, Options{Batch: 2, Optimizer: newProbe(), Budget: m.Size() - 1})
	require.ErrorIs(t, err, ErrBudget)
	assert.Contains(t, err.Error(), "big.weight "+Bytes(64*100*floatSize))
	assert.Contains(t, err.Error(), "lower the batch")
}

// Every byte of the block is named.
func TestMemory(t *testing.T) {
	s, err := Parse(smallNet)
	require.NoError(t, err)
	m, err := Build(s, Options{Batch: 2, Optimizer: newProbe()})
	require.NoError(t, err)
	for i, u := range m.Memory() {
		require.NotEmpty(t, u.Name)
		require.LessOrEqual(t, u.Offset+u.Bytes, m.Size(), u.Name)
		if i > 0 {
			require.LessOrEqual(t, u.Bytes, m.Memory()[i-1].Bytes, "the largest first")
		}
	}
	assert.Equal(t, "big.weight", m.Memory()[0].Name)
}
