package firmware

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/nn"
)

// ways returns how far each layer of m is from before, in lengths of before.
func ways(m *nn.Model, before [][]float64) (far []float64) {
	for i, now := range layers(m) {
		var way, length float64
		for k, v := range now {
			way += (v - before[i][k]) * (v - before[i][k])
			length += before[i][k] * before[i][k]
		}
		far = append(far, math.Sqrt(way/length))
	}
	return far
}

func layers(m *nn.Model) (all [][]float64) {
	k := m.Options().Kernels
	for _, b := range m.Blocks() {
		var one []float64
		for _, t := range [2]*nn.Tensor{&b.W, &b.B} {
			for _, v := range t.Read(k, 0, t.Len(), make([]float32, t.Len())) {
				one = append(one, float64(v))
			}
		}
		all = append(all, one)
	}
	return all
}

// TestLeash: in a day, no layer moves further than allowed; the next day begins where
// that one ended.
func TestLeash(t *testing.T) {
	for _, d := range []nn.DType{nn.F32, nn.Half} {
		c := rehearsal{room: 50, coreset: 10, dtype: d}
		r := c.build(t)
		const most = 0.01
		r.Leash = NewLeash(r.Live, most)
		for i := range 3 {
			before := layers(r.Live.(*nn.Model))
			for range 40 {
				_, err := r.Step(background)
				require.NoError(t, err)
			}
			far := ways(r.Live.(*nn.Model), before)
			for _, f := range far {
				assert.LessOrEqual(t, f, most*1.02)
			}
			if i == 0 {
				assert.Equal(t, []float64{most, most}, rounded(far), "the leash held nothing")
			}
			r.calendar.start -= day
			_, err := r.Step(background)
			require.NoError(t, err)
		}
	}
}

func rounded(list []float64) (out []float64) {
	for _, v := range list {
		out = append(out, math.Round(v*1000)/1000)
	}
	return out
}

func TestLeashAllocatesNothing(t *testing.T) {
	r := rehearsal{room: 20, coreset: 10, dtype: nn.Half}.build(t)
	r.Leash = NewLeash(r.Live, 0.01)
	assert.Zero(t, testing.AllocsPerRun(50, func() {
		if _, err := r.Step(background); err != nil {
			t.Fatal(err)
		}
	}))
}

func TestCalendar(t *testing.T) {
	var c calendar
	for _, step := range []struct {
		now  int64
		want bool
	}{{5, false}, {5 + day - 1, false}, {5 + day, true}, {6 + day, false}, {3, false}, {3 + day - 1, false}, {3 + day, true}} {
		assert.Equal(t, step.want, c.pass(step.now), step.now)
	}
}

// TestSkillsOfTheDay: what is held out at the end of a day is kept, and a net that
// loses it is refused.
func TestSkillsOfTheDay(t *testing.T) {
	c := rehearsal{windows: 0, room: 20, gate: true}
	r := c.build(t)
	r.Gate.Anchors = nil
	r.Gate.Skills = reservoirLike(t, r, 16)
	r.Feed.pipe, _ = testBundle().Pipeline(&blobs{class: -1, at: 4000})
	for range 20 {
		_, err := r.Step(background)
		require.NoError(t, err)
	}
	require.Positive(t, r.Gate.Held.Len())
	r.calendar.start -= day
	_, err := r.Step(background)
	require.NoError(t, err)
	assert.Equal(t, 16, r.Gate.Skills.Len())

	v := Verdict{Gain: 0.3, Need: 0.1, Skills: -0.2}
	assert.Equal(t, SkillLost, v.reason(2, 1))
	v.Skills = -0.05
	assert.Equal(t, Promoted, v.reason(2, 1), "a small loss for a large gain")
}
