package merge_test

import (
	"context"
	"errors"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"edgetune/sensors"
	"edgetune/sensors/merge"
	"edgetune/sensors/pace"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// list is a recording of one channel.
type list struct {
	rate    float64
	samples []sensors.Sample
	closed  bool
}

func recorded(rate float64, at ...[2]float64) *list {
	l := &list{rate: rate}
	for _, p := range at {
		l.samples = append(l.samples, sensors.Sample{Time: int64(p[0] * 1e9), Values: []float32{float32(p[1])}})
	}
	return l
}

func (l *list) Info() sensors.Info {
	return sensors.Info{Layout: sensors.Layout{Height: 1, Steps: 1, Channels: 1, Rate: l.rate}, Channels: []string{"v"}, Units: []string{"V"}}
}

func (l *list) Read(_ context.Context, s *sensors.Sample) error {
	if len(l.samples) == 0 {
		return io.EOF
	}
	values := s.Values
	*s, l.samples = l.samples[0], l.samples[1:]
	copy(values, s.Values)
	s.Values = values
	return nil
}

func (l *list) Close() error { l.closed = true; return nil }

// row is what a test compares: time in ms, values, run.
type row struct {
	ms     int64
	values []float32
	run    int
}

func drain(t *testing.T, src sensors.Source) (rows []row) {
	s := sensors.Sample{Values: make([]float32, src.Info().Layout.Channels)}
	for {
		err := src.Read(t.Context(), &s)
		if errors.Is(err, io.EOF) {
			return rows
		}
		require.NoError(t, err)
		rows = append(rows, row{s.Time / 1e6, append([]float32(nil), s.Values...), s.Run})
	}
}

func TestRecordings(t *testing.T) {
	fast := recorded(10, [2]float64{0, 1}, [2]float64{.1, 2}, [2]float64{.2, 3}, [2]float64{.3, 4}, [2]float64{.4, 5}, [2]float64{.5, 6}, [2]float64{.6, 7}, [2]float64{.7, 8})
	slow := recorded(5, [2]float64{.1, 10}, [2]float64{.29, 20}, [2]float64{.7, 30})
	src, err := merge.New(merge.Alignment{Stale: .25}, merge.Part{Name: "slow", Source: slow}, merge.Part{Name: "fast", Source: fast})
	require.NoError(t, err)
	assert.Equal(t, []string{"slow.v", "fast.v"}, src.Info().Channels)
	assert.Equal(t, []string{"V", "V"}, src.Info().Units)
	assert.Equal(t, 10.0, src.Info().Layout.Rate)
	assert.Equal(t, []row{ // at 0 slow has no value yet; at 600 its value is 310 ms old
		{100, []float32{10, 2}, 0},
		{200, []float32{10, 3}, 0},
		{300, []float32{20, 4}, 0},
		{400, []float32{20, 5}, 0},
		{500, []float32{20, 6}, 0},
		{700, []float32{30, 8}, 1},
	}, drain(t, src))
	assert.EqualValues(t, 2, src.Withheld())
	require.NoError(t, src.Close())
	assert.True(t, fast.closed && slow.closed)
}

func TestRecordingsAtADeclaredRate(t *testing.T) {
	a := recorded(10, [2]float64{0, 1}, [2]float64{.1, 2}, [2]float64{.2, 3}, [2]float64{.3, 4})
	b := recorded(0, [2]float64{.05, 5}, [2]float64{.24, 6})
	src, err := merge.New(merge.Alignment{Rate: 20, Stale: .2}, merge.Part{Name: "a", Source: a}, merge.Part{Name: "b", Source: b})
	require.NoError(t, err)
	defer src.Close()
	assert.Equal(t, []row{
		{50, []float32{1, 5}, 0},
		{100, []float32{2, 5}, 0},
		{150, []float32{2, 5}, 0},
		{200, []float32{3, 5}, 0},
		{250, []float32{3, 6}, 0},
		{300, []float32{4, 6}, 0},
		{350, []float32{4, 6}, 0},
		{400, []float32{4, 6}, 0},
	}, drain(t, src))
}

func TestRefused(t *testing.T) {
	one := func() merge.Part { return merge.Part{Name: "a", Source: recorded(1)} }
	for name, c := range map[string]struct {
		a     merge.Alignment
		parts []merge.Part
		want  string
	}{
		"none":       {merge.Alignment{}, nil, "no sensor"},
		"same name":  {merge.Alignment{}, []merge.Part{one(), one()}, "give each a name of its own"},
		"two clocks": {merge.Alignment{}, []merge.Part{one(), {Name: "b", Source: recorded(1), Live: true}}, "different clocks"},
		"rate":       {merge.Alignment{Rate: -1}, []merge.Part{one()}, "rate -1 Hz"},
		"stale":      {merge.Alignment{Stale: 1e9}, []merge.Part{one()}, "an age up to"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := merge.New(c.a, c.parts...)
			assert.ErrorContains(t, err, c.want)
		})
	}
	back := recorded(1, [2]float64{1, 0}, [2]float64{0, 0})
	src, err := merge.New(merge.Alignment{}, merge.Part{Name: "a", Source: recorded(2, [2]float64{0, 1}, [2]float64{5, 1})}, merge.Part{Name: "back", Source: back})
	require.NoError(t, err)
	s := sensors.Sample{Values: make([]float32, 2)}
	assert.ErrorContains(t, src.Read(t.Context(), &s), "back: its time goes back")
}

// ticking is a live sensor that counts, and fails when told to.
type ticking struct {
	rate  float64
	t     *pace.Ticker
	n     float32
	fails func(n float32) error
}

func (s *ticking) Info() sensors.Info { return (&list{rate: s.rate}).Info() }
func (s *ticking) Close() error       { return nil }

func (s *ticking) Read(ctx context.Context, d *sensors.Sample) (err error) {
	if s.t == nil {
		if s.t, err = pace.New(s.rate); err != nil {
			return err
		}
	}
	tick, err := s.t.Wait(ctx)
	if err != nil {
		return err
	}
	s.n++
	if s.fails != nil {
		if err := s.fails(s.n); err != nil {
			return err
		}
	}
	d.Time, d.Length, d.Values[0] = tick.Time, 1, s.n
	return nil
}

func TestLive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		broken := errors.New("unplugged")
		slow := &ticking{rate: 2, fails: func(n float32) error {
			if n >= 3 && n < 9 {
				return broken
			}
			return nil
		}}
		src, err := merge.New(merge.Alignment{}, merge.Part{"imu", &ticking{rate: 100}, true}, merge.Part{"room", slow, true})
		require.NoError(t, err)
		s := sensors.Sample{Values: make([]float32, 2)}
		failures, runs, samples := 0, 0, 0
		for start := time.Now(); time.Since(start) < 8*time.Second; {
			switch err := src.Read(t.Context(), &s); {
			case errors.Is(err, broken):
				failures++
				assert.ErrorContains(t, err, "room")
			case err != nil:
				t.Fatal(err)
			default:
				samples++
				runs = max(runs, s.Run)
			}
		}
		assert.Equal(t, 6, failures, "each error is told once, and the part tried again")
		assert.Equal(t, 1, runs, "the hole starts a new run")
		assert.InDelta(t, 100*(1.75+4), samples, 60, "held for 2.5 periods, then left out until the sensor is back")
		assert.Greater(t, s.Values[0], float32(700), "the other sensor was read on")
		require.NoError(t, src.Close())
	})
}

func TestLiveAtADeclaredRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src, err := merge.New(merge.Alignment{Rate: 50, Stale: 1}, merge.Part{"a", &ticking{rate: 10}, true}, merge.Part{"b", &ticking{rate: 3}, true})
		require.NoError(t, err)
		s := sensors.Sample{Values: make([]float32, 2)}
		for range 501 {
			require.NoError(t, src.Read(t.Context(), &s))
		}
		assert.InDelta(t, 100, s.Values[0], 2)
		assert.InDelta(t, 30, s.Values[1], 2)
		assert.EqualValues(t, 501, src.Stats().Samples)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		require.ErrorIs(t, src.Read(ctx, &s), context.Canceled)
		require.NoError(t, src.Close())
	})
}

func TestNoAllocation(t *testing.T) {
	a, b := recorded(10), recorded(5)
	for i := range 3000 {
		a.samples = append(a.samples, sensors.Sample{Time: int64(i) * 1e8, Values: []float32{1}})
		b.samples = append(b.samples, sensors.Sample{Time: int64(i) * 2e8, Values: []float32{1}})
	}
	src, err := merge.New(merge.Alignment{}, merge.Part{Name: "a", Source: a}, merge.Part{Name: "b", Source: b})
	require.NoError(t, err)
	defer src.Close()
	s := sensors.Sample{Values: make([]float32, 2)}
	require.NoError(t, src.Read(t.Context(), &s))
	assert.Zero(t, testing.AllocsPerRun(1000, func() { _ = src.Read(context.Background(), &s) }))
}
