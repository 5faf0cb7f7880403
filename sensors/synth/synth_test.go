package synth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/sensors"
)

// play reads everything a source gives: values by axis, classes and runs.
func play(t *testing.T, c Config) (axes [3][]float32, classes, runs []int) {
	t.Helper()
	src, err := New(c)
	require.NoError(t, err)
	s := sensors.Sample{Values: make([]float32, 3)}
	for {
		err := src.Read(context.Background(), &s)
		if errors.Is(err, io.EOF) {
			return axes, classes, runs
		}
		require.NoError(t, err)
		for i, v := range s.Values {
			axes[i] = append(axes[i], v)
		}
		classes, runs = append(classes, s.Label.Class), append(runs, s.Run)
	}
}

// still is a machine at constant speed, with an ideal sensor.
func still(seed uint32) Config {
	c := Factory(seed, states)
	c.Speed = [2]float64{25, 25}
	c.Load = [2]float64{0, 0}
	c.Sensor.Noise = 0
	return c
}

// amplitude is that of the frequency f in x, which is sampled at rate.
func amplitude(x []float32, f, rate float64) float64 {
	var re, im float64
	for i, v := range x {
		a := 2 * math.Pi * f * float64(i) / rate
		re, im = re+float64(v)*math.Cos(a), im+float64(v)*math.Sin(a)
	}
	return 2 * math.Hypot(re, im) / float64(len(x))
}

// episode returns the samples of the episode in a state, 0.25 s of them, in which
// the speed hardly wanders.
func episode(t *testing.T, c Config, s State) [3][]float32 {
	axes, classes, _ := play(t, c)
	for i, class := range classes {
		if State(class) == s {
			for a := range axes {
				axes[a] = axes[a][i : i+200]
			}
			return axes
		}
	}
	t.Fatalf("no episode in state %d", s)
	return axes
}

func TestStatesDiffer(t *testing.T) {
	c := still(5)
	balanced, imbalance := episode(t, c, Balanced), episode(t, c, Imbalance)
	worn, loose := episode(t, c, BearingWear), episode(t, c, LooseMount)
	assert.InDelta(t, 0.16, amplitude(balanced[0], 25, 800), 0.05)
	assert.InDelta(t, 1.0, amplitude(imbalance[0], 25, 800), 0.1)
	assert.Greater(t, amplitude(loose[1], 12.5, 800), 8*amplitude(balanced[1], 12.5, 800), "half order")
	resonance := ring * 800
	assert.Greater(t, power(worn[1], resonance, 60), 20*power(balanced[1], resonance, 60), "ringing of the seat")
}

// power sums the squared amplitudes within half a width of f.
func power(x []float32, f, width float64) (sum float64) {
	for d := -width / 2; d <= width/2; d += 4 {
		a := amplitude(x, f+d, 800)
		sum += a * a
	}
	return sum
}

func TestImbalanceGrowsWithSpeedSquared(t *testing.T) {
	slow, fast := still(5), still(5)
	fast.Speed = [2]float64{50, 50}
	a := amplitude(episode(t, slow, Imbalance)[0], 25, 800)
	b := amplitude(episode(t, fast, Imbalance)[0], 50, 800)
	assert.InDelta(t, 4, b/a, 0.4)
}

func TestSensor(t *testing.T) {
	c := still(1)
	c.Sensor.Mounting = [3]float64{0.25, 0, 0} // z of the machine becomes y of the sensor
	c.Sensor.Gain = [3]float64{1, 1.1, 1}
	c.Sensor.Bias = [3]float64{0, 0, 2}
	axes, _, _ := play(t, c)
	for axis, want := range []float64{0, 1.1 * gravity, 2} {
		var sum float64
		for i, v := range axes[axis] {
			counts := float64(v) / adxlLSB
			if math.Abs(counts-math.Round(counts)) > 1e-3 {
				t.Fatalf("axis %d, sample %d: %g counts", axis, i, counts)
			}
			sum += float64(v)
		}
		assert.InDelta(t, want, sum/float64(len(axes[axis])), 0.1, axis)
	}
}

func TestSensorSaturates(t *testing.T) {
	c := still(1)
	c.Sensor.Range = 5
	axes, _, _ := play(t, c)
	top := float32(math.Floor(5/c.Sensor.LSB)) * float32(c.Sensor.LSB)
	for i, v := range axes[2] {
		if v > top {
			t.Fatalf("sample %d: %g, beyond %g", i, v, top)
		}
	}
	assert.Contains(t, axes[2], top)
}

func TestEpisodes(t *testing.T) {
	_, classes, runs := play(t, Factory(7, 8))
	require.Len(t, classes, 8*1600)
	count := map[int]int{}
	for i, class := range classes {
		if i > 0 && runs[i] == runs[i-1] && class != classes[i-1] {
			t.Fatalf("sample %d: the state changes inside a run", i)
		}
		count[class]++
	}
	assert.Equal(t, map[int]int{0: 3200, 1: 3200, 2: 3200, 3: 3200}, count)
}

func TestSameBits(t *testing.T) {
	axes, _, _ := play(t, Field(11, 4))
	h := sha256.New()
	for _, x := range axes {
		for _, v := range x {
			b := math.Float32bits(v)
			h.Write([]byte{byte(b), byte(b >> 8), byte(b >> 16), byte(b >> 24)})
		}
	}
	assert.Equal(t, "498e58e18f76e6ac8e0fe10103866e791ebb91ba752ab34d2594077324242b59", hex.EncodeToString(h.Sum(nil)))
	again, _, _ := play(t, Field(11, 4))
	assert.Equal(t, axes, again)
	other, _, _ := play(t, Field(12, 4))
	assert.NotEqual(t, axes, other)
}

func TestReadAllocatesNothing(t *testing.T) {
	src, err := New(Factory(1, 0))
	require.NoError(t, err)
	s := sensors.Sample{Values: make([]float32, 3)}
	assert.Zero(t, testing.AllocsPerRun(5000, func() {
		if err := src.Read(context.Background(), &s); err != nil {
			t.Error(err)
		}
	}))
}

func TestNewRefuses(t *testing.T) {
	for want, spoil := range map[string]func(*Config){
		"give at least 1 sample":   func(c *Config) { c.Samples = 0 },
		"stay below":               func(c *Config) { c.Speed[1] = 100 },
		"speed [27 22]":            func(c *Config) { c.Speed = [2]float64{27, 22} },
		"at least one count":       func(c *Config) { c.Sensor.LSB = 0 },
		"every number must be fin": func(c *Config) { c.Sensor.Bias[1] = math.NaN() },
	} {
		c := Factory(1, 1)
		spoil(&c)
		_, err := New(c)
		assert.ErrorContains(t, err, want)
	}
}

func BenchmarkRead(b *testing.B) {
	src, err := New(Factory(1, 0))
	require.NoError(b, err)
	s := sensors.Sample{Values: make([]float32, 3)}
	b.ReportAllocs()
	for b.Loop() {
		_ = src.Read(context.Background(), &s)
	}
}
