package replay

import (
	"context"
	"errors"
	"io"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/sensors"
)

func TestSource(t *testing.T) {
	f := small().mustOpen(t, Options{})
	src := f.Source(TargetAdapt)
	assert.Equal(t, sensors.Info{
		Layout:   sensors.Layout{Height: 1, Steps: 3, Channels: 2, Rate: 2},
		Channels: []string{"a", "b"}, Units: []string{"g", "V"}, Classes: []string{"p", "q"},
	}, src.Info())
	s := sensors.Sample{Values: make([]float32, 6)}
	for round := range 2 {
		assert.Equal(t, 3, src.Len())
		var classes, runs []int
		var times []int64
		for {
			err := src.Read(context.Background(), &s)
			if errors.Is(err, io.EOF) {
				break
			}
			require.NoError(t, err)
			classes, runs, times = append(classes, s.Label.Class), append(runs, s.Run), append(times, s.Time)
			assert.Equal(t, 3, s.Length)
		}
		assert.Equal(t, []int{1, 1, 0}, classes, round)
		assert.Equal(t, []int{0, 1, 2}, runs)
		assert.Equal(t, []int64{0, 1.5e9, 3e9}, times)
		src.Rewind()
	}
	assert.NoError(t, src.Close())
}

func TestSourceStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	f := small().mustOpen(t, Options{})
	err := f.Source(TargetAdapt).Read(ctx, &sensors.Sample{Values: make([]float32, 6)})
	assert.ErrorIs(t, err, context.Canceled)
}

func TestSourceAllocatesNothing(t *testing.T) {
	f := small().mustOpen(t, Options{})
	src := f.Source(TargetAdapt)
	s := sensors.Sample{Values: make([]float32, 6)}
	assert.Zero(t, testing.AllocsPerRun(20, func() {
		src.Rewind()
		if err := src.Read(context.Background(), &s); err != nil {
			t.Error(err)
		}
	}))
}

func TestParseChannels(t *testing.T) {
	for list, want := range map[string][]int{
		"": nil, "3": {3}, "0-2": {0, 1, 2}, "0-1,8": {0, 1, 8}, "4, 2-3": {4, 2, 3},
	} {
		got, err := ParseChannels(list)
		assert.NoError(t, err, list)
		assert.Equal(t, want, got, list)
	}
	for list, want := range map[string]string{
		"a": "no channel number", "1,": "no channel number", "3-1": "runs backwards", "-1": "no channel number",
		"1-2,2": "2 stands there twice", "99999": "no channel number", "1-": "no channel number",
	} {
		_, err := ParseChannels(list)
		assert.ErrorContains(t, err, want, list)
	}
}

func TestParseSplit(t *testing.T) {
	for s := range Split(splits) {
		got, err := ParseSplit(s.String())
		assert.NoError(t, err)
		assert.Equal(t, s, got)
	}
	_, err := ParseSplit("train")
	assert.ErrorContains(t, err, "use one of source_train, source_test")
	assert.Equal(t, "split(9)", Split(9).String())
}
