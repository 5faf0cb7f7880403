package trust

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/fixedpoint"
	"edgetune/sensors"
)

// made is a healthy source of generated samples: of one step or of windows, of a
// slow and a lively channel and one that follows from both.
type made struct {
	steps int
	n, at int
	key   uint32
}

func (m *made) Info() sensors.Info {
	return sensors.Info{
		Layout:   sensors.Layout{Height: 1, Steps: m.steps, Channels: 3, Rate: 10},
		Channels: []string{"slow", "lively", "sum"}, Units: []string{"degC", "A", "V"},
	}
}

func (m *made) Read(ctx context.Context, s *sensors.Sample) error {
	if m.at == m.n {
		return io.EOF
	}
	for t := range m.steps {
		i := uint32(m.at*m.steps + t)
		a := 20 + float32(3*fixedpoint.SinTurn(i<<20)) + float32(0.01*fixedpoint.Normal(m.key, 2*i))
		b := 5 + 2*fixedpoint.SinTurn(i<<26) + 0.5*fixedpoint.Normal(m.key, 2*i+1) // powers of two are exact
		s.Values[t], s.Values[m.steps+t], s.Values[2*m.steps+t] = a, b, a+2*b
	}
	s.Time, s.Length, s.Run = int64(m.at)*int64(m.steps)*1e8, m.steps, 0
	s.Label = sensors.Label{}
	m.at++
	return ctx.Err()
}

func (m *made) Close() error { return nil }

func madeLimits(t testing.TB, steps int) *Limits {
	t.Helper()
	l, err := Learn(background, &made{steps: steps, n: 20000 / steps, key: 1})
	require.NoError(t, err)
	return l
}

// next reads and judges one sample after damage to it.
func next(t testing.TB, c *Checker, src sensors.Source, s *sensors.Sample, damage func(*sensors.Sample)) sensors.Verdict {
	t.Helper()
	require.NoError(t, src.Read(background, s))
	if damage != nil {
		damage(s)
	}
	return c.Check(s)
}

func TestRules(t *testing.T) {
	rail := float32(100)
	var kept [3]float32
	for _, d := range []struct {
		name   string
		want   sensors.Fault
		words  string
		times  int // samples that are damaged alike
		damage func(*sensors.Sample)
	}{
		{"nothing", sensors.NoFault, "accepted", 1, nil},
		{"far out", sensors.Range, "range: slow reads 8", 2, func(s *sensors.Sample) { s.Values[0] += 67.3 }},
		{"infinite", sensors.Range, "range: slow reads +Inf", 1, func(s *sensors.Sample) { s.Values[0] = float32(math.Inf(1)) }},
		{"too fast", sensors.RateOfChange, "rate of change: slow changed by", 2, func(s *sensors.Sample) { s.Values[0] += 0.77 }},
		{"no number", sensors.Gap, "gap", 1, func(s *sensors.Sample) { s.Values[1] = float32(math.NaN()) }},
		{"stands still", sensors.Stuck, "stuck: lively stood still for 5", 5, func(s *sensors.Sample) { s.Values[1], s.Values[2] = 5, s.Values[0]+10 }},
		{"end of the scale", sensors.Saturation, "saturation: lively reads 100", 1, func(s *sensors.Sample) { s.Values[1] = 100 }},
		{"a row of before", sensors.Duplicate, "duplicate", 1, func(s *sensors.Sample) { copy(s.Values, kept[:]) }},
		{"the same time", sensors.DuplicateTime, "duplicate timestamp: 0 s", 1, func(s *sensors.Sample) { s.Time -= 1e8 }},
		{"back in time", sensors.ClockJump, "clock jump: -0.9 s", 1, func(s *sensors.Sample) { s.Time -= 1e9 }},
		{"forward between", sensors.ClockJump, "clock jump", 1, func(s *sensors.Sample) { s.Time += 1.55e9 }},
		{"forward by years", sensors.ClockJump, "clock jump", 1, func(s *sensors.Sample) { s.Time += 5e17 }},
		{"lost samples", sensors.Gap, "gap: 2.1 s", 1, func(s *sensors.Sample) { s.Time += 2e9 }},
		{"degF", sensors.UnitChange, "unit change: slow reads", 3, func(s *sensors.Sample) { s.Values[0] = 1.8*s.Values[0] + 32 }},
		{"a bit of a float", sensors.BitFlip, "bit flip: slow changed by", 1, func(s *sensors.Sample) {
			s.Values[0] = math.Float32frombits(math.Float32bits(s.Values[0]) ^ 1<<21)
		}},
		{"swapped", sensors.ChannelSwap, "channel swap: slow and lively have changed places", 3, func(s *sensors.Sample) {
			s.Values[0], s.Values[1] = s.Values[1], s.Values[0]
		}},
		{"no longer a sum", sensors.Implausible, "cross-channel: ", 1, func(s *sensors.Sample) { s.Values[2] += 1 }},
	} {
		t.Run(d.name, func(t *testing.T) {
			l := madeLimits(t, 1)
			l.Channels[1].RailHi = &rail
			c, err := NewChecker(l, l.Layout)
			require.NoError(t, err)
			src := &made{steps: 1, n: 100, key: 2}
			s := sensors.Sample{Values: make([]float32, 3)}
			for i := range 50 {
				v := next(t, c, src, &s, nil)
				require.False(t, v.Refused(), "%d %s", i, v.Words(src.Info()))
				if i == 40 {
					copy(kept[:], s.Values)
				}
			}
			var v sensors.Verdict
			for range d.times {
				v = next(t, c, src, &s, d.damage)
			}
			assert.Equal(t, d.want, v.Fault, v.Words(src.Info()))
			assert.Contains(t, v.Words(src.Info()), d.words)
		})
	}
}

func TestWindows(t *testing.T) {
	for _, d := range []struct {
		name   string
		want   sensors.Fault
		damage func(*sensors.Sample)
	}{
		{"nothing", sensors.NoFault, func(*sensors.Sample) {}},
		{"too few steps", sensors.Gap, func(s *sensors.Sample) { s.Length = 20 }},
		{"a step in the level", sensors.RateOfChange, func(s *sensors.Sample) {
			for i := 25; i < 50; i++ {
				s.Values[i] += 2
			}
		}},
		{"one reading", sensors.BitFlip, func(s *sensors.Sample) {
			s.Values[25] = math.Float32frombits(math.Float32bits(s.Values[25]) ^ 1<<20)
		}},
		{"the last reading", sensors.BitFlip, func(s *sensors.Sample) {
			s.Values[49] = math.Float32frombits(math.Float32bits(s.Values[49]) ^ 1<<20)
		}},
		{"the first reading", sensors.BitFlip, func(s *sensors.Sample) {
			s.Values[0] = math.Float32frombits(math.Float32bits(s.Values[0]) ^ 1<<20)
		}},
		{"stands still", sensors.Stuck, func(s *sensors.Sample) {
			for i := 60; i < 70; i++ {
				s.Values[i] = s.Values[60]
			}
		}},
		{"all stand still", sensors.Stuck, func(s *sensors.Sample) {
			for c := range 3 {
				for i := 10; i < 20; i++ {
					s.Values[50*c+i] = s.Values[50*c+10]
				}
			}
		}},
		{"a block of steps again", sensors.Duplicate, func(s *sensors.Sample) {
			for c := range 3 {
				copy(s.Values[50*c+20:50*c+30], s.Values[50*c+10:])
			}
		}},
		{"one channel is dead", sensors.Implausible, func(s *sensors.Sample) {
			for i := 50; i < 100; i++ {
				s.Values[i] = 5 + float32(0.001*fixedpoint.Normal(5, uint32(i)))
			}
		}},
	} {
		t.Run(d.name, func(t *testing.T) {
			l := madeLimits(t, 50)
			c, err := NewChecker(l, l.Layout)
			require.NoError(t, err)
			src := &made{steps: 50, n: 20, key: 2}
			s := sensors.Sample{Values: make([]float32, 150)}
			for range 10 {
				v := next(t, c, src, &s, nil)
				require.False(t, v.Refused(), v.Words(src.Info()))
			}
			v := next(t, c, src, &s, d.damage)
			assert.Equal(t, d.want, v.Fault, v.Words(src.Info()))
		})
	}
	t.Run("a window again", func(t *testing.T) {
		l := madeLimits(t, 50)
		c, err := NewChecker(l, l.Layout)
		require.NoError(t, err)
		s := sensors.Sample{Values: make([]float32, 150)}
		src := &made{steps: 50, n: 20, key: 2}
		next(t, c, src, &s, nil)
		next(t, c, src, &s, nil)
		src.at--
		v := next(t, c, src, &s, func(s *sensors.Sample) { s.Time += 5e9 })
		assert.Equal(t, sensors.Duplicate, v.Fault)
	})
}

func TestBitFlipIsRenamed(t *testing.T) {
	l := madeLimits(t, 1)
	c, err := NewChecker(l, l.Layout)
	require.NoError(t, err)
	src := &made{steps: 1, n: 100, key: 2}
	s := sensors.Sample{Values: make([]float32, 3)}
	for range 50 {
		next(t, c, src, &s, nil)
	}
	flip := func(s *sensors.Sample) { s.Values[0] = math.Float32frombits(math.Float32bits(s.Values[0]) ^ 1<<21) }
	v := next(t, c, src, &s, flip)
	require.Equal(t, sensors.BitFlip, v.Fault)
	v = next(t, c, src, &s, flip)
	require.Equal(t, sensors.RateOfChange, v.Fault)
	q := c.Quarantine()
	assert.Equal(t, uint64(2), q.Counts[sensors.RateOfChange])
	assert.Zero(t, q.Counts[sensors.BitFlip])
}

func TestOff(t *testing.T) {
	l := madeLimits(t, 1)
	l.Off = []string{"range", "rate of change", "cross-channel", "bit flip"}
	c, err := NewChecker(l, l.Layout)
	require.NoError(t, err)
	s := sensors.Sample{Values: make([]float32, 3)}
	src := &made{steps: 1, n: 100, key: 2}
	next(t, c, src, &s, nil)
	v := next(t, c, src, &s, func(s *sensors.Sample) { s.Values[0] += 1000 })
	assert.False(t, v.Refused(), v.Words(src.Info()))
	l.Off = []string{"rain"}
	_, err = NewChecker(l, l.Layout)
	assert.ErrorContains(t, err, `unknown fault "rain"`)
}

func TestQuarantine(t *testing.T) {
	l := madeLimits(t, 1)
	c, err := NewChecker(l, l.Layout)
	require.NoError(t, err)
	src := &made{steps: 1, n: 100, key: 2}
	s := sensors.Sample{Values: make([]float32, 3)}
	for range 30 {
		next(t, c, src, &s, nil)
	}
	for i := range 20 {
		next(t, c, src, &s, func(s *sensors.Sample) { s.Values[1] = 1000 + float32(i) })
	}
	next(t, c, src, &s, nil)
	q := c.Quarantine()
	assert.Equal(t, uint64(31), q.Accepted)
	assert.Equal(t, uint64(20), q.Refused())
	last := q.Last()
	require.Len(t, last, 16)
	assert.Equal(t, uint64(49), last[15].Index)
	assert.InDelta(t, 1019, last[15].Values[1], 0)
	assert.InDelta(t, 1004, last[0].Values[1], 0)
}

func TestLimitsTravel(t *testing.T) {
	for _, steps := range []int{1, 50} {
		l := madeLimits(t, steps)
		text, err := json.Marshal(l)
		require.NoError(t, err)
		var back Limits
		require.NoError(t, json.Unmarshal(text, &back))
		assert.Equal(t, l, &back)
		assert.Less(t, len(text), 2000)
		assert.NoError(t, back.Check(l.Layout))
	}
}

func TestLimitsCheck(t *testing.T) {
	in := sensors.Layout{Height: 1, Steps: 1, Channels: 3}
	for want, spoil := range map[string]func(*Limits){
		"limits for samples of":         func(l *Limits) { l.Layout.Channels = 2 },
		"limits of 2 channels":          func(l *Limits) { l.Channels = l.Channels[:2] },
		"lo must not be above hi":       func(l *Limits) { l.Channels[1].Lo = 1e9 },
		"noise -1":                      func(l *Limits) { l.Channels[0].Noise = -1 },
		"a relation names no channel":   func(l *Limits) { l.Norms = []Norm{{}} },
		"a relation names channel 3 of": func(l *Limits) { l.Fits = []Fit{{Channel: 3}} },
	} {
		l := madeLimits(t, 1)
		spoil(l)
		assert.ErrorContains(t, l.Check(in), want)
	}
}

func TestLearnRefuses(t *testing.T) {
	_, err := Learn(background, &made{steps: 1})
	assert.ErrorContains(t, err, "no sample to learn limits from")
}

func TestAllocatesNothing(t *testing.T) {
	for _, steps := range []int{1, 50} {
		l := madeLimits(t, steps)
		c, err := NewChecker(l, l.Layout)
		require.NoError(t, err)
		src := &made{steps: steps, n: 1 << 30, key: 2}
		s := sensors.Sample{Values: make([]float32, 3*steps)}
		i := 0
		assert.Zero(t, testing.AllocsPerRun(200, func() {
			if src.Read(background, &s) != nil {
				t.Error("ended")
			}
			if i++; i%3 == 0 { // each way through the judge
				s.Values[i%len(s.Values)] += float32(i)
			}
			c.Check(&s)
		}))
	}
}

// TestSameBits fixes limits and verdicts: they travel to other machines.
func TestSameBits(t *testing.T) {
	for steps, want := range map[int]uint64{1: 0x519b51e9a21c901a, 50: 0x48a1e866e1fb00e5} {
		l := madeLimits(t, steps)
		text, err := json.Marshal(l)
		require.NoError(t, err)
		h := fnv.New64a()
		h.Write(text)
		c, err := NewChecker(l, l.Layout)
		require.NoError(t, err)
		src := &made{steps: steps, n: 2000, key: 3}
		s := sensors.Sample{Values: make([]float32, 3*steps)}
		for i := 0; src.Read(background, &s) == nil; i++ {
			if i%5 == 0 {
				s.Values[i%len(s.Values)] += float32(i%100) / 10
			}
			v := c.Check(&s)
			bits := math.Float32bits(v.Value) ^ math.Float32bits(v.Limit)<<1
			h.Write([]byte{byte(v.Fault), byte(v.Channel), byte(bits), byte(bits >> 8), byte(bits >> 16), byte(bits >> 24)})
		}
		assert.Equal(t, want, h.Sum64(), "%d steps", steps)
	}
}

func BenchmarkCheck(b *testing.B) {
	for _, steps := range []int{1, 125} {
		l := madeLimits(b, steps)
		c, err := NewChecker(l, l.Layout)
		require.NoError(b, err)
		src := &made{steps: steps, n: 4, key: 2}
		var samples [4]sensors.Sample
		for i := range samples {
			samples[i].Values = make([]float32, 3*steps)
			require.NoError(b, src.Read(background, &samples[i]))
		}
		b.Run(fmt.Sprintf("steps=%d", steps), func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				s := &samples[i%4]
				s.Time = int64(i) * int64(steps) * 1e8
				c.Check(s)
				i++
			}
		})
	}
}
