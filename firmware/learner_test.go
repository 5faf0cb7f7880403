package firmware

import (
	"context"
	"io"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/firmware/bundle"
	"edgetune/fixedpoint"
	"edgetune/nn"
	"edgetune/optim"
	"edgetune/sensors"
)

var background = context.Background()

type ctx = context.Context

// blobs is a source of n readings (0: endless) of three classes around three
// corners; unlabelled makes every label unknown.
type blobs struct {
	n, at      int
	class      int // -1: in turn
	unlabelled bool
}

func (b *blobs) Info() sensors.Info {
	return sensors.Info{Layout: sensors.Layout{Height: 1, Steps: 1, Channels: 3}}
}

func (b *blobs) Read(ctx context.Context, s *sensors.Sample) error {
	if b.n > 0 && b.at == b.n {
		return io.EOF
	}
	c := b.class
	if c < 0 {
		c = b.at % 3
	}
	for i := range s.Values {
		s.Values[i] = fixedpoint.Normal(7, uint32(3*b.at+i))
	}
	if c < 3 {
		s.Values[c] += 4
	}
	s.Time, s.Length, s.Run = int64(b.at), 1, 0
	s.Label = sensors.Label{Kind: sensors.ClassLabel, Class: c}
	if b.unlabelled {
		s.Label = sensors.Label{}
	}
	b.at++
	return ctx.Err()
}

func (b *blobs) Close() error { return nil }

func testBundle() *bundle.Bundle {
	return &bundle.Bundle{
		Task: "classification", Metric: "accuracy", Input: sensors.Layout{Height: 1, Steps: 1, Channels: 3},
		Normaliser: sensors.Normaliser{Mean: []float32{1, 1, 1}, Std: []float32{2, 2, 2}},
	}
}

func newLearner(t testing.TB, src sensors.Source, d nn.DType, loss string) *Learner {
	t.Helper()
	s, err := nn.Parse("input 3\ndense 8\nrelu\ndense 3\nloss " + loss)
	require.NoError(t, err)
	opt, err := optim.ByName(optim.Options{Rates: "backmatch", Updater: "sgd"})
	require.NoError(t, err)
	m, err := nn.Build(s, nn.Options{Batch: 8, DType: d, Optimizer: opt, Seed: 1})
	require.NoError(t, err)
	f, err := NewFeeder(src, testBundle(), m)
	require.NoError(t, err)
	return NewLearner(f, m)
}

func TestLearns(t *testing.T) {
	for _, loss := range []string{"softmax", "bce", "mse"} {
		t.Run(loss, func(t *testing.T) {
			l := newLearner(t, &blobs{n: 500, class: -1}, nn.Half, loss)
			l.Score = true
			var first, last Report
			l.Observe = func(r Report) {
				if r.Step == 1 {
					first = r
				}
				last = r
			}
			require.NoError(t, l.Run(background))
			assert.Equal(t, 63, last.Step)
			assert.Equal(t, 4, last.Rows, "the last batch is short")
			assert.Equal(t, 500, last.Windows)
			assert.Equal(t, last.Rows, last.Correct)
			assert.Less(t, last.Loss, first.Loss)
		})
	}
}

func TestStepAllocatesNothing(t *testing.T) {
	for _, d := range []nn.DType{nn.F32, nn.Half} {
		l := newLearner(t, &blobs{class: -1}, d, "softmax")
		l.Score = true
		l.Observe = func(Report) {}
		assert.Zero(t, testing.AllocsPerRun(50, func() {
			if _, err := l.Step(background); err != nil {
				t.Fatal(err)
			}
		}), d.String())
	}
}

func TestStepEnds(t *testing.T) {
	l := newLearner(t, &blobs{n: 8, class: -1}, nn.F32, "softmax")
	_, err := l.Step(background)
	require.NoError(t, err)
	_, err = l.Step(background)
	require.ErrorIs(t, err, io.EOF)
}

func TestRunRefuses(t *testing.T) {
	stopped, cancel := context.WithCancel(background)
	cancel()
	for _, c := range []struct {
		name, want string
		ctx        context.Context
		src        *blobs
	}{
		{"no label", "window 0 has no label", background, &blobs{class: -1, unlabelled: true}},
		{"unknown class", "window 0 is of class 3, the net knows 0-2", background, &blobs{class: 3}},
		{"stopped", "context canceled", stopped, &blobs{class: -1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.ErrorContains(t, newLearner(t, c.src, nn.F32, "softmax").Run(c.ctx), c.want)
		})
	}
}
