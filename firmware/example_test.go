package firmware

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/firmware/drift"
	"edgetune/nn"
	"edgetune/nn/codec/native"
	"edgetune/sensors"
)

// TestTakeIsStep: windows that are handed over one by one lead to the same bits as a
// stream of them.
func TestTakeIsStep(t *testing.T) {
	c := rehearsal{windows: 100, room: 20, coreset: 10, gate: true}
	want := c.build(t)
	c.run(t, want)
	r := c.build(t)
	rounds := 0
	for range c.windows {
		w, err := r.Feed.Next(background, 0)
		require.NoError(t, err)
		_, learned, err := r.Take(Example{At: w.To, Row: r.Feed.Row(), Class: w.Label.Class})
		require.NoError(t, err)
		if learned {
			rounds++
		}
	}
	require.NoError(t, r.Finish())
	assert.Equal(t, sums(t, want), sums(t, r))
	assert.Equal(t, 10, rounds)
	assert.Equal(t, c.windows, r.Windows())
}

func TestTakeRefuses(t *testing.T) {
	r := rehearsal{room: 20}.build(t)
	nan := float32(0)
	nan /= nan
	for name, e := range map[string]Example{
		"a short row":   {Row: []float32{1, 2}},
		"a class above": {Row: []float32{1, 2, 3}, Class: 3},
		"a class below": {Row: []float32{1, 2, 3}, Class: -1},
		"values":        {Row: []float32{1, 2, 3}, Values: []float32{1}},
		"no number":     {Row: []float32{1, nan, 3}},
	} {
		_, _, err := r.Take(e)
		assert.Error(t, err, name)
	}
	assert.Zero(t, r.Windows())
	_, _, err := r.Take(Example{Row: []float32{1, 2, 3}, Class: 2})
	assert.NoError(t, err)
}

// TestDriftActs: when the world moves, the alarm ends the rest, the average forgets,
// the gate begins anew, and people hear of it.
func TestDriftActs(t *testing.T) {
	c := rehearsal{windows: 1600, room: 50, coreset: 10, gate: true}
	r := c.build(t)
	r.Gate.Anchors = nil
	r.Drift = drift.NewAdwin(drift.DefaultDelta)
	r.Feed.pipe, _ = testBundle().Pipeline(&turning{blobs: blobs{n: c.windows, class: -1}, after: 800})
	var events []Event
	r.Tell = func(e Event) {
		events = append(events, e)
		if e.Kind == "drift" {
			assert.Zero(t, r.calm)
			assert.Zero(t, r.Average.steps)
			assert.Zero(t, r.Gate.checks)
		}
	}
	c.run(t, r)
	kinds := map[string]int{}
	for _, e := range events {
		kinds[e.Kind]++
		if e.Kind == "drift" {
			assert.Greater(t, e.Windows, 800)
			assert.Less(t, e.Windows, 1000)
		}
	}
	assert.Positive(t, kinds["drift"])
	assert.Positive(t, kinds["promoted"])
	assert.Greater(t, right(t, r.Live, &turning{blobs: blobs{class: -1, at: 9000}}, 300), 0.9)
}

// louder is blobs; from window after on the sensor gives twice as much.
type louder struct {
	blobs
	after int
}

func (l *louder) Read(ctx ctx, s *sensors.Sample) error {
	err := l.blobs.Read(ctx, s)
	for i := range s.Values {
		if l.at > l.after {
			s.Values[i] *= 2
		}
	}
	return err
}

// TestSenses: a sensor that gives more is noticed without labels; a rest ends.
func TestSenses(t *testing.T) {
	c := rehearsal{room: 50, coreset: 10}
	r := c.build(t)
	r.Feed.pipe, _ = testBundle().Pipeline(&louder{blobs: blobs{class: -1}, after: 1000})
	at := map[string]int{}
	r.Tell = func(e Event) {
		assert.Zero(t, r.calm)
		if at[e.Kind] == 0 {
			at[e.Kind] = e.Windows
		}
	}
	for range 250 {
		_, err := r.Step(background)
		require.NoError(t, err)
	}
	assert.Greater(t, at["features"], 1000)
}

// TestRest: a world that stays as it is is worth less and less work; a drift ends that.
func TestRest(t *testing.T) {
	r := rehearsal{room: 20}.build(t)
	for _, c := range []struct{ calm, work, want int }{
		{0, 16, 16}, {2047, 16, 16}, {2048, 16, 8}, {4096, 16, 4}, {1 << 20, 16, 4}, {1 << 20, 1, 1},
	} {
		r.calm, r.Work = c.calm, c.work
		assert.Equal(t, c.want, r.pace())
	}
	r.drifted(drift.Change{To: 1})
	r.Work = 16
	assert.Equal(t, 16, r.pace())
}

// TestProbation: what was promoted and is worse on what comes goes, soon, and what
// served before serves again.
func TestProbation(t *testing.T) {
	c := rehearsal{windows: 0, room: 20, gate: true}
	r := c.build(t)
	r.Gate.Anchors = nil
	r.Feed.pipe, _ = testBundle().Pipeline(&blobs{class: -1, at: 4000}) // the world that live knows
	origin := native.Sum(r.Live)
	r.Gate.probation.begin(r.Live, false)
	spoil(r)
	require.NotEqual(t, origin, native.Sum(r.Live))
	var events []Event
	r.Tell = func(e Event) { events = append(events, e) }
	for range 4 {
		_, err := r.Step(background)
		require.NoError(t, err)
		if len(events) > 0 {
			break
		}
	}
	require.NotEmpty(t, events)
	assert.Equal(t, "probation failed", events[0].Kind)
	assert.Equal(t, origin, native.Sum(r.Live))
	assert.Equal(t, 1, r.Gate.Verdict().Rollbacks)
	assert.False(t, r.Gate.Verdict().Tuned)
}

// spoil lets live say the opposite of what it knows.
func spoil(r *Rehearser) {
	for _, b := range r.Live.(*nn.Model).Blocks() {
		k := r.Live.Options().Kernels
		v := b.W.Read(k, 0, b.W.Len(), make([]float32, b.W.Len()))
		for i := range v {
			v[i] = -v[i]
		}
		b.W.Write(k, 0, v)
	}
}

func TestProbationPasses(t *testing.T) {
	r := rehearsal{room: 20, gate: true}.build(t)
	r.Gate.Anchors = nil
	r.Feed.pipe, _ = testBundle().Pipeline(&blobs{class: -1, at: 4000})
	r.Gate.probation.begin(r.Live, false)
	var kinds []string
	r.Tell = func(e Event) { kinds = append(kinds, e.Kind) }
	for range probationWindows/RoundWindows + 1 {
		_, err := r.Step(background)
		require.NoError(t, err)
	}
	assert.Contains(t, kinds, "probation passed")
	assert.NotContains(t, kinds, "probation failed")
}
