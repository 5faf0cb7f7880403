package sensors

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"edgetune/fixedpoint"
)

// tone is n steps of a sine of hz at rate.
func tone(n int, hz, rate float64) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = fixedpoint.SinTurn(uint32(uint64(i) * uint64(hz/rate*(1<<32))))
	}
	return x
}

// top returns the place of the largest of n values that lie stride apart.
func top(x []float32, n, stride int) int {
	best := 0
	for i := range n {
		if x[i*stride] > x[best*stride] {
			best = i
		}
	}
	return best
}

func TestLogMel(t *testing.T) {
	in := Layout{Height: 1, Steps: 1600, Channels: 1, Rate: 16000}
	spec := Spec{{Kind: "logmel", Size: 512, Hop: 160, Bands: 40}}
	e, err := New(spec, in)
	assert.NoError(t, err)
	assert.Equal(t, []int{7, 40}, e.Out().Shape())
	assert.InDelta(t, 100, e.Out().Rate, 1e-9)
	last := -1
	for _, hz := range []float64{200, 500, 1000, 3000, 7000} {
		got := extract(t, spec, in, tone(1600, hz, 16000), 1600)
		band := top(got[3*40:], 40, 1)
		middle := float64(unmel(mel(8000) * float32(band+1) / 41))
		assert.InEpsilon(t, hz, middle, 0.1)
		assert.Greater(t, band, last)
		last = band
	}
	short := extract(t, spec, in, append(tone(800, 1000, 16000), make([]float32, 800)...), 800)
	assert.NotZero(t, short[1*40])
	assert.Zero(t, short[6*40], "no frame lies there")
}

// TestMelBands: no band is empty, however narrow.
func TestMelBands(t *testing.T) {
	bands, err := melBands(Step{Bands: 64}, 16000, 256)
	assert.NoError(t, err)
	for i, b := range bands {
		if len(b.weight) == 0 || b.first+len(b.weight) > 129 {
			t.Fatalf("band %d: from %d, %d wide", i, b.first, len(b.weight))
		}
	}
}

// TestEnvelope: a ringing at 3 kHz that swells 100 times a second, under a louder
// hum at 50 Hz.
func TestEnvelope(t *testing.T) {
	const n, rate = 2400, 12000
	in := Layout{Height: 1, Steps: n, Channels: 1, Rate: rate}
	ring, swell, hum := tone(n, 3000, rate), tone(n, 100, rate), tone(n, 50, rate)
	x := make([]float32, n)
	for i := range x {
		x[i] = (1+swell[i])*ring[i] + 5*hum[i]
	}
	step := Step{Kind: "envelope", Lo: 2000, Hi: 4000, Length: 12}
	e, err := New(Spec{step}, in)
	assert.NoError(t, err)
	assert.Equal(t, []int{200, 1}, e.Out().Shape())
	assert.InDelta(t, 1000, e.Out().Rate, 1e-9)
	spectrum := extract(t, Spec{step, {Kind: "bands", Size: 128, Bands: 64}}, in, x, n)
	assert.InDelta(t, 100, (float64(top(spectrum, 64, 1))+1)*1000/128, 1000/128)
	quiet := extract(t, Spec{step, {Kind: "stats", Stats: []string{"max"}}}, in, hum, n)
	assert.Less(t, quiet[0], float32(0.05), "the hum does not pass")
}

func TestTrend(t *testing.T) {
	in := Layout{Height: 1, Steps: 8, Channels: 2}
	got := extract(t, Spec{{Kind: "trend"}}, in, []float32{1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0, 0, 2, 4, 6}, 8)
	assert.Equal(t, []float32{4.5, 7, 0, 0}, got[:4])
	assert.InDelta(t, 6, got[6], 1e-6, "the second half rises by 6, the first does not")
	got = extract(t, Spec{{Kind: "trend"}}, in, []float32{3, 5, 9, 9, 9, 9, 9, 9, 1, 1, 0, 0, 0, 0, 0, 0}, 2)
	assert.Equal(t, []float32{4, 2, 0, 0, 1, 0, 0, 0}, got)
	got = extract(t, Spec{{Kind: "trend"}}, in, []float32{3, 5, 9, 9, 9, 9, 9, 9, 1, 1, 0, 0, 0, 0, 0, 0}, 1)
	assert.Equal(t, []float32{3, 0, 0, 0, 1, 0, 0, 0}, got)
}

func TestMagnitude(t *testing.T) {
	in := Layout{Height: 1, Steps: 2, Channels: 6}
	got := extract(t, Spec{{Kind: "magnitude"}}, in, []float32{3, 1, 4, 2, 0, 2, 1, 0, 0, 0, 0, 2}, 2)
	assert.Equal(t, []float32{5, 1, 3, 2}, got)
}

func TestIMU(t *testing.T) {
	in := Layout{Height: 1, Steps: 4, Channels: 3}
	got := extract(t, Spec{{Kind: "imu", Eps: 1e-3}}, in, []float32{1, 2, 3, 4, -1, -2, -3, -4, 7, 7, 7, 7}, 4)
	assert.Equal(t, []float32{2.5, -2.5, 7}, got[:3])
	assert.Equal(t, fixedpoint.Log(1e-3), got[5])
	assert.InDelta(t, -1, got[6], 1e-6)
	assert.Equal(t, []float32{0, 0}, got[7:9])
}

func TestMeasuredRefuse(t *testing.T) {
	audio := Layout{Height: 1, Steps: 400, Channels: 1, Rate: 8000}
	for _, c := range []struct {
		want string
		in   Layout
		step Step
	}{
		{"give a power of two", audio, Step{Kind: "logmel", Size: 100, Hop: 10, Bands: 4}},
		{"let a frame and the hop fit", audio, Step{Kind: "logmel", Size: 512, Hop: 10, Bands: 4}},
		{"let a frame and the hop fit", audio, Step{Kind: "logmel", Size: 256, Bands: 4}},
		{"frequencies up to half the rate", audio, Step{Kind: "logmel", Size: 256, Hop: 10, Bands: 4, Hi: 5000}},
		{"a source with a rate", testLayoutWithoutRate(), Step{Kind: "logmel", Size: 32, Hop: 10, Bands: 4}},
		{"give 1 to 128", audio, Step{Kind: "logmel", Size: 256, Hop: 10}},
		{"give two frequencies", audio, Step{Kind: "envelope", Lo: 100, Hi: 4000, Length: 4}},
		{"give two frequencies", audio, Step{Kind: "envelope", Hi: 400, Length: 4}},
		{"join 1 to 400 steps", audio, Step{Kind: "envelope", Lo: 100, Hi: 400}},
		{"use at least 4", single(3), Step{Kind: "trend"}},
		{"three axes for each sensor", audio, Step{Kind: "imu"}},
		{"three axes for each sensor", audio, Step{Kind: "magnitude"}},
		{"one time axis", Layout{Height: 8, Steps: 8, Channels: 3}, Step{Kind: "imu"}},
	} {
		_, err := New(Spec{c.step}, c.in)
		assert.ErrorContains(t, err, c.want)
	}
}

func testLayoutWithoutRate() Layout {
	l := testLayout
	l.Rate = 0
	return l
}
