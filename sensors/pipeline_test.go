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

// distrusted is a counter some of whose samples are refused.
type distrusted struct {
	counter
	refuse map[int]bool
}

func (d *distrusted) Read(ctx context.Context, s *Sample) error {
	err := d.counter.Read(ctx, s)
	if d.refuse[d.n-1] {
		s.Verdict = Verdict{Fault: Range, Channel: 0, Other: -1}
	}
	return err
}

func TestPipelineRefuses(t *testing.T) {
	p, err := NewPipeline(&distrusted{counter{runs: []int{8, 4}}, map[int]bool{3: true, 8: true}}, 2, 1)
	require.NoError(t, err)
	var refused []int64
	p.Refused = func(w Window) {
		assert.Equal(t, Range, w.Verdict.Fault)
		refused = append(refused, w.To)
	}
	assert.Equal(t, []string{
		"0 0 100 1 2 [0 0 1 -1]",
		"0 100 200 2 2 [1 -1 2 -2]",
		"0 400 500 2 2 [4 -4 5 -5]", // the windows that end at 3 and 4 hold 3
		"0 500 600 0 2 [5 -5 6 -6]",
		"0 600 700 1 2 [6 -6 7 -7]",
		"1 900 1000 1 2 [9 -9 10 -10]",
		"1 1000 1100 2 2 [10 -10 11 -11]",
	}, read(t, p))
	assert.Equal(t, []int64{300, 400, 900}, refused)
}

func TestVerdictWords(t *testing.T) {
	i := Info{Channels: []string{"T", "RH"}, Units: []string{"degC", "%"}}
	for want, v := range map[string]Verdict{
		"accepted": {},
		"range: T reads 91.5 degC, the limit is 60":                            {Range, 0, -1, 91.5, 60},
		"stuck: all channels stood still for 9 readings, the limit is 4":       {Stuck, -1, -1, 9, 4},
		"gap: 3 s after the reading before, the limit is 1.5 s":                {Gap, -1, -1, 3, 1.5},
		"channel swap: T and RH have changed places (score 9, the limit is 4)": {ChannelSwap, 0, 1, 9, 4},
		"unit change: T reads 70 degC, in its own unit that would be 21":       {UnitChange, 0, -1, 70, 21},
		"rate of change: channel 7 changed by 2 at once, the limit is 1":       {RateOfChange, 7, -1, 2, 1},
		"cross-channel: RH: 2, the limit is 1":                                 {Implausible, 1, -1, 2, 1},
	} {
		assert.Equal(t, want, v.Words(i))
	}
	assert.Len(t, Faults(), 12)
	for _, f := range Faults() {
		again, err := ParseFault(f.String())
		require.NoError(t, err)
		require.Equal(t, f, again)
	}
	_, err := ParseFault("none")
	assert.ErrorContains(t, err, `use some of ["range" "rate of change"`)
	assert.Equal(t, "fault(99)", Fault(99).String())
}
