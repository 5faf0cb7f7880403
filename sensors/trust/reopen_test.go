package trust

import (
	"context"
	"errors"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/sensors"
)

var errUnplugged = errors.New("remote I/O error")

// flaky fails after so many samples.
type flaky struct {
	made
	left   int
	closed *int
}

func (f *flaky) Read(ctx context.Context, s *sensors.Sample) error {
	if f.left == 0 {
		return errUnplugged
	}
	f.left--
	return f.made.Read(ctx, s)
}

func (f *flaky) Close() error { *f.closed++; return nil }

func TestReopen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var opened, closed, told int
		start := time.Now()
		r, err := Reopen(background, func(context.Context) (sensors.Source, error) {
			opened++
			if opened == 2 || opened == 3 {
				return nil, errUnplugged // still unplugged
			}
			return &flaky{made: made{steps: 1, n: 100}, left: 3, closed: &closed}, nil
		}, Policy{Failed: func(err error) { told++; assert.ErrorIs(t, err, errUnplugged) }})
		require.NoError(t, err)
		s := sensors.Sample{Values: make([]float32, 3)}
		var runs []int
		for range 6 {
			require.NoError(t, r.Read(background, &s))
			runs = append(runs, s.Run)
		}
		assert.Equal(t, []int{0, 0, 0, 1, 1, 1}, runs)
		assert.Equal(t, 7*time.Second, time.Since(start), "1 + 2 + 4 s")
		assert.Equal(t, 3, told)
		assert.Equal(t, 3, r.Failures())
		assert.Equal(t, 1, closed)
		assert.NoError(t, r.Close())
		assert.Equal(t, 2, closed)
	})
}

// TestReopenIsPatientAgain: a sensor that fails seldom waits no longer each time.
func TestReopenIsPatientAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		closed := 0
		r, err := Reopen(background, func(context.Context) (sensors.Source, error) {
			return &flaky{made: made{steps: 1, n: 100}, left: 1, closed: &closed}, nil
		}, Policy{})
		require.NoError(t, err)
		s := sensors.Sample{Values: make([]float32, 3)}
		require.NoError(t, r.Read(background, &s))
		for range 8 {
			time.Sleep(time.Hour)
			start := time.Now()
			require.NoError(t, r.Read(background, &s))
			require.Equal(t, time.Second, time.Since(start))
		}
		require.NoError(t, r.Close())
	})
}

func TestReopenGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		closed := 0
		open := func(context.Context) (sensors.Source, error) {
			return &flaky{made: made{steps: 1}, closed: &closed}, nil
		}
		r, err := Reopen(background, open, Policy{Errors: 4, Per: time.Hour})
		require.NoError(t, err)
		err = r.Read(background, &sensors.Sample{Values: make([]float32, 3)})
		require.ErrorIs(t, err, ErrBudget)
		require.ErrorIs(t, err, errUnplugged)
		assert.ErrorContains(t, err, "5 times within 1h0m0s; check its wiring and power")

		r, err = Reopen(background, open, Policy{Errors: 4, Per: 10 * time.Second, Failed: func(error) { time.Sleep(3 * time.Second) }})
		require.NoError(t, err)
		ctx, cancel := context.WithTimeout(background, time.Hour)
		defer cancel()
		err = r.Read(ctx, &sensors.Sample{Values: make([]float32, 3)})
		assert.ErrorIs(t, err, context.DeadlineExceeded, "failures far apart spend no budget")
	})
}

func TestReopenEnds(t *testing.T) {
	r, err := Reopen(background, func(context.Context) (sensors.Source, error) { return &made{steps: 1, n: 1}, nil }, Policy{})
	require.NoError(t, err)
	s := sensors.Sample{Values: make([]float32, 3)}
	require.NoError(t, r.Read(background, &s))
	assert.ErrorIs(t, r.Read(background, &s), io.EOF)
	_, err = Reopen(background, func(context.Context) (sensors.Source, error) { return nil, errUnplugged }, Policy{})
	assert.ErrorIs(t, err, errUnplugged)
}

// frozen is a chip that hangs until it is opened again.
type frozen struct {
	made
	after int
}

func (f *frozen) Read(ctx context.Context, s *sensors.Sample) error {
	err := f.made.Read(ctx, s)
	if f.at > f.after {
		copy(s.Values, []float32{1000, 1000, 1000})
	}
	return err
}

func TestReopenAfterRefusals(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opened := 0
		r, err := Reopen(background, func(context.Context) (sensors.Source, error) {
			opened++
			return &frozen{made{steps: 1, n: 1000, key: 2}, 50}, nil
		}, Policy{Refused: 5})
		require.NoError(t, err)
		g, err := NewGuard(r, madeLimits(t, 1))
		require.NoError(t, err)
		s := sensors.Sample{Values: make([]float32, 3)}
		for range 55 {
			require.NoError(t, g.Read(background, &s))
		}
		assert.True(t, s.Verdict.Refused())
		require.NoError(t, g.Read(background, &s))
		assert.False(t, s.Verdict.Refused())
		assert.Equal(t, 2, opened)
		assert.Equal(t, 1, s.Run)
		assert.Equal(t, uint64(5), g.Quarantine().Refused())
	})
}
