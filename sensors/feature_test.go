package sensors

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/fixedpoint"
)

// oneOfEach returns a chain for every kind of step, by its name.
func oneOfEach() map[string]Spec {
	some := Spec{{Kind: "stats", Stats: []string{"mean", "std"}}}
	return map[string]Spec{
		"raw":      {{Kind: "raw"}},
		"resample": {{Kind: "resample", Length: 24}},
		"scale":    {{Kind: "scale", Factors: []float32{2, 0.1, -3}}},
		"signlog":  {{Kind: "signlog"}},
		"stats":    {{Kind: "stats", Stats: StatNames(), Eps: 1e-3}},
		"bands":    {{Kind: "bands", Size: 32, Bands: 5, Eps: 1e-6}},
		"logmel":   {{Kind: "logmel", Size: 16, Hop: 6, Bands: 5, Lo: 1, Hi: 24}, {Kind: "stats", Stats: []string{"mean", "last"}}},
		"envelope": {
			{Kind: "envelope", Lo: 4, Hi: 20, Length: 3}, {Kind: "bands", Size: 16, Bands: 4},
		},
		"trend":     {{Kind: "trend"}},
		"magnitude": {{Kind: "magnitude"}, {Kind: "bands", Size: 32, Bands: 4}},
		"imu":       {{Kind: "imu", Eps: 1e-3}},
		"segments":  {{Kind: "segments", Segments: 4, Of: []Spec{some}}, {Kind: "signlog"}},
		"concat":    {{Kind: "concat", Of: []Spec{some, {{Kind: "bands", Size: 64, Bands: 8}}}}},
	}
}

var testLayout = Layout{Height: 1, Steps: 61, Channels: 3, Rate: 50}

// testWindow is a planar window of testLayout: a sine, noise and a constant.
func testWindow() []float32 {
	w := make([]float32, testLayout.Len())
	for i := range testLayout.Steps {
		w[i] = 2 * fixedpoint.SinTurn(uint32(i)<<28)
		w[61+i] = 5 + fixedpoint.Normal(9, uint32(i))
		w[122+i] = -3
	}
	return w
}

func extract(t *testing.T, spec Spec, in Layout, window []float32, length int) []float32 {
	t.Helper()
	e, err := New(spec, in)
	require.NoError(t, err)
	out := make([]float32, e.Out().Len())
	e.Extract(out, window, length)
	return out
}

func TestEveryStep(t *testing.T) {
	specs := oneOfEach()
	for _, kind := range StepKinds() {
		t.Run(kind, func(t *testing.T) {
			spec, ok := specs[kind]
			require.True(t, ok, "add a chain to oneOfEach")
			e, err := New(spec, testLayout)
			require.NoError(t, err)
			assert.Equal(t, testLayout, e.In())
			window, row := testWindow(), make([]float32, e.Out().Len())
			for _, length := range []int{61, 60, 7, 2, 1} {
				e.Extract(row, window, length)
				for i, v := range row {
					if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
						t.Fatalf("length %d: feature %d is %g", length, i, v)
					}
				}
			}
			assert.Zero(t, testing.AllocsPerRun(10, func() { e.Extract(row, window, 61) }))

			text, err := json.Marshal(spec)
			require.NoError(t, err)
			var back Spec
			require.NoError(t, json.Unmarshal(text, &back))
			assert.Equal(t, spec, back)
			e.Extract(row, window, 50)
			assert.Equal(t, row, extract(t, back, testLayout, window, 50))
		})
	}
}

// TestFeaturesSameBits fixes the bits of every step: they travel to other machines.
func TestFeaturesSameBits(t *testing.T) {
	want := map[string]string{
		"bands":     "64de14073d067adf",
		"concat":    "8ac1c65e22dbe15a",
		"logmel":    "714d2af4e0e96678",
		"imu":       "d6ef45c3f3df3923",
		"envelope":  "7cf847f7047fc0d0",
		"trend":     "79a7f85a7464a611",
		"magnitude": "f57d8e5294846adf",
		"raw":       "bf6c984d54bdeeee",
		"resample":  "b599edf7111a1c08",
		"scale":     "d5117ca2360dccbe",
		"segments":  "615bd355b7d352a7",
		"signlog":   "e3c96bfeae574174",
		"stats":     "9c943494698e9fc9",
	}
	for kind, spec := range oneOfEach() {
		h := sha256.New()
		for _, length := range []int{61, 40} {
			for _, v := range extract(t, spec, testLayout, testWindow(), length) {
				b := math.Float32bits(v)
				h.Write([]byte{byte(b), byte(b >> 8), byte(b >> 16), byte(b >> 24)})
			}
		}
		assert.Equal(t, want[kind], hex.EncodeToString(h.Sum(nil)[:8]), kind)
	}
}

func TestRawIsChannelLast(t *testing.T) {
	in := Layout{Height: 1, Steps: 3, Channels: 2}
	got := extract(t, nil, in, []float32{1, 2, 3, 10, 20, 30}, 3)
	assert.Equal(t, []float32{1, 10, 2, 20, 3, 30}, got)
	image := Layout{Height: 2, Steps: 2, Channels: 2}
	got = extract(t, nil, image, []float32{1, 2, 3, 4, 10, 20, 30, 40}, 2)
	assert.Equal(t, []float32{1, 10, 2, 20, 3, 30, 4, 40}, got)
}

func TestResample(t *testing.T) {
	in := Layout{Height: 1, Steps: 5, Channels: 1, Rate: 10}
	x := []float32{0, 10, 20, 30, 99}
	for _, c := range []struct {
		name           string
		points, length int
		want           []float32
	}{
		{"longer", 7, 4, []float32{0, 5, 10, 15, 20, 25, 30}},
		{"shorter", 2, 4, []float32{0, 30}},
		{"the same", 5, 5, x},
		{"one valid step", 3, 1, []float32{0, 0, 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			assert.Equal(t, c.want, extract(t, Spec{{Kind: "resample", Length: c.points}}, in, x, c.length))
		})
	}
}

func TestStats(t *testing.T) {
	in := Layout{Height: 1, Steps: 5, Channels: 1}
	spec := Spec{{Kind: "stats", Stats: []string{"mean", "std", "absdiff", "min", "max", "rms", "last"}}}
	got := extract(t, spec, in, []float32{1, 3, -3, 7, 100}, 4)
	want := []float32{2, float32(math.Sqrt(13)), 6, -3, 7, float32(math.Sqrt(17)), 7}
	assert.Equal(t, want, got)
	logstd := extract(t, Spec{{Kind: "stats", Stats: []string{"logstd"}, Eps: 0.5}}, in, []float32{4, 4, 4, 4, 4}, 5)
	assert.Equal(t, fixedpoint.Log(0.5), logstd[0])
}

func TestSignLog(t *testing.T) {
	in := single(3)
	got := extract(t, Spec{{Kind: "signlog"}}, in, []float32{0, 3, -3}, 1)
	assert.Equal(t, []float32{0, fixedpoint.Log(4), -fixedpoint.Log(4)}, got)
}

func TestSegments(t *testing.T) {
	in := Layout{Height: 1, Steps: 6, Channels: 2, Rate: 6}
	spec := Spec{{Kind: "segments", Segments: 3, Of: []Spec{{{Kind: "stats", Stats: []string{"max", "min"}}}}}}
	window := []float32{1, 2, 3, 4, 5, 6, -1, -2, -3, -4, -5, -6}
	got := extract(t, spec, in, window, 6)
	assert.Equal(t, []float32{2, 1, -1, -2, 4, 3, -3, -4, 6, 5, -5, -6}, got)
	e, err := New(spec, in)
	require.NoError(t, err)
	assert.Equal(t, []int{3, 4}, e.Out().Shape())
	assert.InDelta(t, 3, e.Out().Rate, 1e-9)
	assert.Equal(t, []float32{1, 1, -1, -1}, extract(t, spec, in, window, 2)[:4])
}

func TestNewRefuses(t *testing.T) {
	image := Layout{Height: 8, Steps: 8, Channels: 1}
	deep := Spec{}
	for range 20 {
		deep = Spec{{Kind: "concat", Of: []Spec{deep}}}
	}
	for _, c := range []struct {
		name string
		in   Layout
		spec Spec
		want string
	}{
		{"unknown kind", testLayout, Spec{{Kind: "wavelet"}}, `unknown kind "wavelet"; use one of raw`},
		{"unknown statistic", testLayout, Spec{{Kind: "stats", Stats: []string{"median"}}}, `unknown statistic "median"`},
		{"no statistic", testLayout, Spec{{Kind: "stats"}}, "no statistic named"},
		{"resample to one", testLayout, Spec{{Kind: "resample", Length: 1}}, "give at least 2"},
		{"resample to too many", testLayout, Spec{{Kind: "resample", Length: maxValues}}, "at most"},
		{"size no power of two", testLayout, Spec{{Kind: "bands", Size: 48, Bands: 4}}, "power of two"},
		{"too many bands", testLayout, Spec{{Kind: "bands", Size: 32, Bands: 17}}, "give 1 to 16"},
		{"no time", single(4), Spec{{Kind: "bands", Size: 32, Bands: 4}}, "no spectrum"},
		{"image", image, Spec{{Kind: "stats", Stats: []string{"mean"}}}, "got an image of 8 x 8"},
		{"more segments than steps", testLayout, Spec{{Kind: "segments", Segments: 62, Of: []Spec{nil}}}, "give 1 to 61"},
		{"segment without a chain", testLayout, Spec{{Kind: "segments", Segments: 2}}, "give one"},
		{"different steps", testLayout, Spec{{Kind: "concat", Of: []Spec{nil, {{Kind: "resample", Length: 5}}}}}, "bring them to the same"},
		{"nested too deep", testLayout, deep, "nested"},
		{"no channel", Layout{Height: 1, Steps: 4}, nil, "at least 1"},
		{"second step", testLayout, Spec{{Kind: "raw"}, {Kind: "?"}}, "step 1 (?)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := New(c.spec, c.in)
			require.ErrorContains(t, err, c.want)
			assert.ErrorContains(t, err, "sensors: ")
		})
	}
}

func TestSpecString(t *testing.T) {
	assert.Equal(t, "raw", Spec(nil).String())
	assert.Equal(t, "concat(stats(mean, std), bands(64, 8))", oneOfEach()["concat"].String())
}
