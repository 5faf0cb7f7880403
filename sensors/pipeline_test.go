package sensors

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// counter is a stream of two channels, n and -n, in runs of given lengths.
type counter struct {
	runs []int
	run  int
	in   int
	n    int
}

func (c *counter) Info() Info { return Info{Layout: Layout{1, 1, 2, 10}} }

func (c *counter) Read(ctx context.Context, s *Sample) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	for c.run < len(c.runs) && c.in == c.runs[c.run] {
		c.run, c.in = c.run+1, 0
	}
	if c.run == len(c.runs) {
		return io.EOF
	}
	s.Values[0], s.Values[1] = float32(c.n), float32(-c.n)
	s.Time, s.Length, s.Run = int64(100*c.n), 1, c.run
	s.Label = Label{Kind: ClassLabel, Class: c.n % 3}
	c.in++
	c.n++
	return nil
}

func (c *counter) Close() error { return nil }

// read returns all windows of a pipeline as text: run, times, label and values.
func read(t require.TestingT, p *Pipeline) (lines []string) {
	row := make([]float32, p.Len())
	for {
		w, err := p.Next(context.Background(), row)
		if errors.Is(err, io.EOF) {
			return lines
		}
		require.NoError(t, err)
		require.Equal(t, uint64(len(lines)), w.ID)
		lines = append(lines, fmt.Sprint(w.Run, w.From, w.To, w.Label.Class, w.Length, row))
	}
}

func TestPipeline(t *testing.T) {
	p, err := NewPipeline(&counter{runs: []int{4, 1, 5}}, 3, 2)
	require.NoError(t, err)
	assert.Equal(t, []string{
		"0 0 200 2 3 [0 0 1 -1 2 -2]",
		"2 500 700 1 3 [5 -5 6 -6 7 -7]",
		"2 700 900 0 3 [7 -7 8 -8 9 -9]",
	}, read(t, p))
}

func TestPipelineShort(t *testing.T) {
	p, err := NewPipeline(&counter{runs: []int{3, 2}}, 2, 1)
	require.NoError(t, err)
	p.Short = true
	assert.Equal(t, []string{
		"0 0 0 0 1 [0 0 0 0]",
		"0 0 100 1 2 [0 0 1 -1]",
		"0 100 200 2 2 [1 -1 2 -2]",
		"1 300 300 0 1 [3 -3 0 0]",
		"1 300 400 1 2 [3 -3 4 -4]",
	}, read(t, p))
}

// TestPipelineAgainstSlices cuts the same windows from slices.
func TestPipelineAgainstSlices(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		runs := rapid.SliceOfN(rapid.IntRange(0, 12), 0, 5).Draw(t, "runs")
		window, hop := rapid.IntRange(1, 6).Draw(t, "window"), rapid.IntRange(1, 6).Draw(t, "hop")
		p, err := NewPipeline(&counter{runs: runs}, window, hop)
		require.NoError(t, err)
		var want []string
		first := 0
		for r, n := range runs {
			for lo := first; lo+window <= first+n; lo += hop {
				hi := lo + window - 1
				var row []float32
				for i := lo; i <= hi; i++ {
					row = append(row, float32(i), float32(-i))
				}
				want = append(want, fmt.Sprint(r, 100*lo, 100*hi, hi%3, window, row))
			}
			first += n
		}
		require.Equal(t, want, read(t, p))
	})
}

// windows is a source of whole windows.
type windows struct{ left int }

func (w *windows) Info() Info { return Info{Layout: Layout{1, 4, 1, 4}} }

func (w *windows) Read(_ context.Context, s *Sample) error {
	if w.left == 0 {
		return io.EOF
	}
	w.left--
	copy(s.Values, []float32{1, 2, 3, 0})
	s.Length = 3
	return nil
}

func (w *windows) Close() error { return nil }

func TestPipelineOfWindows(t *testing.T) {
	mean, err := New(Spec{{Kind: "stats", Stats: []string{"mean"}}}, Layout{1, 4, 1, 4})
	require.NoError(t, err)
	plain, err := New(nil, Layout{1, 4, 1, 4})
	require.NoError(t, err)
	p, err := NewPipeline(&windows{2}, 0, 0, mean, plain)
	require.NoError(t, err)
	assert.Equal(t, []string{"0 0 0 0 3 [2 1 2 3 0]", "0 0 0 0 3 [2 1 2 3 0]"}, read(t, p))
}

func TestPipelineErrors(t *testing.T) {
	_, err := NewPipeline(&counter{}, 0, 1)
	assert.ErrorContains(t, err, "window 0, hop 1")
	other, err := New(nil, single(5))
	require.NoError(t, err)
	_, err = NewPipeline(&counter{}, 3, 1, other)
	assert.ErrorContains(t, err, "feature 0 reads [5], the source gives [3 2]")
	p, err := NewPipeline(&counter{runs: []int{9}}, 3, 1)
	require.NoError(t, err)
	_, err = p.Next(context.Background(), make([]float32, 5))
	assert.ErrorContains(t, err, "a row of 5 values for 6 features")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = p.Next(ctx, make([]float32, 6))
	assert.ErrorIs(t, err, context.Canceled)
}

func TestPipelineAllocatesNothing(t *testing.T) {
	f, err := New(oneOfEach()["concat"], Layout{1, 64, 2, 10})
	require.NoError(t, err)
	p, err := NewPipeline(&counter{runs: []int{1 << 30}}, 64, 7, f)
	require.NoError(t, err)
	row, ctx := make([]float32, p.Len()), context.Background()
	assert.Zero(t, testing.AllocsPerRun(50, func() {
		if _, err := p.Next(ctx, row); err != nil {
			t.Error(err)
		}
	}))
}
