package service

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/sensors"
)

// moody is a thermometer that fails once, after its first reading of 80 degrees.
type moody struct{ reads int }

func (m *moody) Info() sensors.Info {
	return sensors.Info{Layout: sensors.Layout{Height: 1, Steps: 1, Channels: 1}}
}

func (m *moody) Read(ctx context.Context, s *sensors.Sample) error {
	m.reads++
	switch m.reads {
	case 1, 3:
		s.Values[0] = 80
		return nil
	case 2:
		return errors.New("resource temporarily unavailable")
	}
	<-ctx.Done()
	return ctx.Err()
}

func (m *moody) Close() error { return nil }

// TestHeatIsFeltAgain: a reading that fails does not end the guard for good.
func TestHeatIsFeltAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		s := &Service{
			board: newBoard(), learner: &learner{changed: make(chan struct{}, 1)}, log: slog.New(slog.DiscardHandler),
			o: Options{Heat: func() (sensors.Source, error) { return &moody{}, nil }},
		}
		s.setHeat(75)
		done := make(chan error, 1)
		go func() { done <- s.guardHeat(ctx) }()
		synctest.Wait()
		resting, _ := s.board.resting()
		require.False(t, resting, "nobody knows how hot it is")
		assert.True(t, sleep(ctx, 2*again))
		synctest.Wait()
		resting, why := s.board.resting()
		assert.True(t, resting)
		assert.Equal(t, "too hot", why)
		cancel()
		require.NoError(t, <-done)
	})
}
