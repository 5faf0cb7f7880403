package fixedpoint

import (
	"encoding/json"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/internal/shared"
)

func fixture(t *testing.T, name string, into any) {
	t.Helper()
	text, err := os.ReadFile(shared.Path(t, "fixtures/fixedpoint/"+name))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, into))
}

func TestFixedpointFixtures(t *testing.T) {
	t.Run("requant.json", requantFixture)
	t.Run("rng.json", rngFixture)
	t.Run("softmax_ce.json", softmaxFixture)
}

func requantFixture(t *testing.T) {
	var f struct {
		Rows []struct {
			Mult           int32
			Shift          int
			X              []int32
			Double, Single []int64
			S64            []int64 `json:"s64_reduced16"`
		}
	}
	fixture(t, "requant.json", &f)
	require.NotEmpty(t, f.Rows)
	for _, r := range f.Rows {
		m := Multiplier{M: r.Mult, Shift: r.Shift}
		apply := func(how Rounding) []int64 {
			y := make([]int64, len(r.X))
			for i, x := range r.X {
				y[i] = how.Apply(int64(x), m)
			}
			return y
		}
		assert.Equal(t, r.Double, apply(DoubleRounding), "double %v", m)
		assert.Equal(t, r.Single, apply(SingleRounding), "single %v", m)
		assert.Equal(t, r.S64, apply(ReducedMultiplier), "s64 %v", m)
	}
}

func rngFixture(t *testing.T) {
	var f struct {
		Mulshift [][3]any
		Scale    struct {
			X   []int64
			F   string
			Key uint32
			Out []int64
		} `json:"scale_sr"`
	}
	fixture(t, "rng.json", &f)
	require.NotEmpty(t, f.Mulshift)
	for _, c := range f.Mulshift {
		want := Multiplier{M: int32(c[1].(float64)), Shift: int(c[2].(float64))}
		assert.Equal(t, want, NewMultiplier(hexFloat(t, c[0].(string))))
	}
	m := NewMultiplier(hexFloat(t, f.Scale.F))
	got := make([]int64, len(f.Scale.X))
	for i, x := range f.Scale.X {
		got[i] = m.Stochastic(x, Rand(f.Scale.Key, uint32(i)))
	}
	assert.Equal(t, f.Scale.Out, got)
}

func hexFloat(t *testing.T, s string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(s, 64)
	require.NoError(t, err)
	return x
}

func softmaxFixture(t *testing.T) {
	type ints struct {
		Shape []int
		V     []int64
	}
	var f struct {
		T          []int64
		Z, Y, P, G ints
	}
	fixture(t, "softmax_ce.json", &f)
	for i, v := range exp2Table {
		require.Equal(t, f.T[i], int64(v))
	}
	width := f.Z.Shape[1]
	var p, g []int64
	for i, label := range f.Y.V {
		z, gz, pz := make([]int16, width), make([]int16, width), make([]uint16, width)
		for j := range z {
			z[j] = int16(f.Z.V[i*width+j])
		}
		SoftmaxCE(pz, gz, z, int(label))
		for j := range z {
			p, g = append(p, int64(pz[j])), append(g, int64(gz[j]))
		}
	}
	assert.Equal(t, f.P.V, p)
	assert.Equal(t, f.G.V, g)
}
