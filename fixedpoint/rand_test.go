package fixedpoint

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/internal/shared"
)

func TestRandFixture(t *testing.T) {
	text, err := os.ReadFile(shared.Path(t, "fixtures/fixedpoint/rng.json"))
	require.NoError(t, err)
	var f struct {
		Fmix [][2]uint32
		Key  struct{ Seed, Step, Tensor, Key uint32 }
		R    []uint32
	}
	require.NoError(t, json.Unmarshal(text, &f))
	require.NotEmpty(t, f.R)
	for _, c := range f.Fmix {
		assert.Equal(t, c[1], Mix(c[0]))
	}
	assert.Equal(t, f.Key.Key, Key(f.Key.Seed, f.Key.Step, f.Key.Tensor))
	got := make([]uint32, len(f.R))
	for i := range got {
		got[i] = Rand(f.Key.Key, uint32(i))
	}
	assert.Equal(t, f.R, got)
}

func TestRand(t *testing.T) { // the fixture's first values, for machines without it
	key := Key(1234, 7, 5)
	assert.Equal(t, uint32(3876796342), key)
	assert.Equal(t, uint32(1517682521), Rand(key, 0))
	assert.Equal(t, uint32(2671085204), Rand(key, 1))
}

func TestUniform(t *testing.T) {
	assert.Equal(t, float32(0), Uniform(255))
	assert.Equal(t, float32(1-0x1p-24), Uniform(math.MaxUint32))
}

func TestNormal(t *testing.T) {
	const n = 100000
	var sum, squares, fourth float64
	for i := range uint32(n) {
		x := float64(Normal(42, i))
		sum, squares, fourth = sum+x, squares+x*x, fourth+x*x*x*x
	}
	assert.InDelta(t, 0, sum/n, 0.02)
	assert.InDelta(t, 1, squares/n, 0.02)
	assert.InDelta(t, 2.9, fourth/n, 0.1) // 3 - 1.2/12
}

func TestPerm(t *testing.T) {
	p, again, other := make([]int32, 1000), make([]int32, 1000), make([]int32, 1000)
	Perm(3, p)
	Perm(3, again)
	Perm(4, other)
	assert.Equal(t, p, again)
	assert.NotEqual(t, p, other)
	slices.Sort(p)
	for i, v := range p {
		require.Equal(t, int32(i), v)
	}
}

func TestShuffleIsFair(t *testing.T) {
	counts := map[[3]int32]int{}
	var p [3]int32
	for key := range uint32(60000) {
		Perm(Mix(key), p[:])
		counts[p]++
	}
	require.Len(t, counts, 6)
	for _, c := range counts {
		assert.InDelta(t, 10000, c, 400)
	}
}
