package record

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/sensors"
	"edgetune/sensors/replay"
	"edgetune/sensors/synth"
)

// counter delivers 0, 1, 2, … in two channels at 10 Hz, to the end.
type counter struct {
	n, end int
	gapAt  int
}

func (c *counter) Info() sensors.Info {
	return sensors.Info{Layout: sensors.Layout{Height: 1, Steps: 1, Channels: 2, Rate: 10}, Channels: []string{"a", "b"}, Units: []string{"V", "A"}}
}

func (c *counter) Close() error { return nil }

func (c *counter) Read(_ context.Context, s *sensors.Sample) error {
	if c.n == c.end {
		return io.EOF
	}
	s.Time, s.Length, s.Run = int64(c.n)*1e8, 1, 0
	s.Values[0], s.Values[1] = float32(c.n), float32(-c.n)
	if c.gapAt > 0 && c.n >= c.gapAt {
		s.Run = 1
	}
	c.n++
	return nil
}

// session records src with labels into dir.
func session(t *testing.T, dir string, src sensors.Source, l Labels, target bool, classes ...string) Summary {
	t.Helper()
	s, err := For(src.Info(), 10, 5)
	require.NoError(t, err)
	s.Target, s.Classes = target, classes
	r, err := Open(dir, s)
	require.NoError(t, err)
	require.NoError(t, r.Record(t.Context(), Label(src, l), 0))
	sum, err := r.Close()
	require.NoError(t, err)
	return sum
}

func table(t *testing.T, text string, classes ...string) *Table {
	l, err := ReadTable(strings.NewReader(text), classes)
	require.NoError(t, err)
	return l
}

func TestFolderOfTwoSessions(t *testing.T) {
	dir := t.TempDir()
	l := table(t, "seconds,class\n0,off\n30,on\n60,-\n70,off\n", "off", "on")
	sum := session(t, dir, &counter{end: 1000}, l, false, "off", "on")
	// 300 samples give 59 windows, of which 11 are for the test and 1 shares samples with it
	assert.Equal(t, map[string]int{"off": 58 + 58, "on": 58}, sum.Classes)
	assert.Equal(t, map[string]int{"source_train": 3 * 47, "source_test": 3 * 11}, sum.Splits)
	sum = session(t, dir, &counter{end: 600, gapAt: 300}, table(t, "0,on", "on"), true, "on")
	assert.Equal(t, 2, sum.Sessions)
	assert.Equal(t, 118, sum.Taken)
	assert.Equal(t, 2*39, sum.Splits["target_adapt"])

	f, err := replay.Open(dir, replay.Options{})
	require.NoError(t, err)
	assert.Equal(t, []string{"a", "b"}, f.Meta.Channels)
	assert.Equal(t, []string{"off", "on"}, f.Meta.Classes)
	assert.Equal(t, sensors.Layout{Height: 1, Steps: 10, Channels: 2, Rate: 10}, f.Layout())
	assert.Equal(t, sum.Windows, f.Len())
	rows := f.Rows(replay.SourceTrain)
	window := make([]float32, 20)
	assert.Equal(t, 10, f.Window(int(rows[1]), window))
	assert.Equal(t, []float32{5, 6, 7, 8, 9, 10, 11, 12, 13, 14, -5, -6, -7, -8, -9, -10, -11, -12, -13, -14}, window)
	assert.True(t, f.SameRun(int(rows[0]), int(rows[1])))
	assert.False(t, f.SameRun(int(rows[0]), int(rows[50])))
	assert.Equal(t, 1, f.Label(int(f.Rows(replay.TargetAdapt)[0])).Class, "classes go by name")
}

// TestTornLog: whatever of the end of the log a power cut took, what is whole before is kept,
// and the next session goes on.
func TestTornLog(t *testing.T) {
	whole := t.TempDir()
	session(t, whole, &counter{end: 60}, table(t, "0,off", "off"), false, "off")
	text, err := os.ReadFile(filepath.Join(whole, "samples.log"))
	require.NoError(t, err)
	for cut := 1; cut < 250; cut += 3 {
		dir := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(dir, "samples.log"), text[:len(text)-cut], 0o600))
		f, c, err := openLog(filepath.Join(dir, "samples.log"))
		require.NoError(t, err)
		require.NoError(t, f.Close())
		frame := windowHead + 4*20 + 8
		require.Len(t, c.windows, 11-(cut+frame-1)/frame)
		sum := session(t, dir, &counter{end: 60}, table(t, "0,on", "on"), false, "on")
		require.Equal(t, 11, sum.Classes["on"])
	}
}

// TestEndOfContextKeepsWhatCame: Ctrl-C.
func TestEndOfContextKeepsWhatCame(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	dir, src := t.TempDir(), &counter{end: 1 << 30}
	s, err := For(src.Info(), 0, 0)
	require.NoError(t, err)
	assert.Equal(t, [2]int{10, 5}, [2]int{s.Window, s.Hop}, "a second, half of it")
	s.Classes = []string{"x"}
	r, err := Open(dir, s)
	require.NoError(t, err)
	keys := &Keys{}
	l := Label(src, keys)
	l.Seen = func(*sensors.Sample) {
		switch src.n {
		case 30:
			keys.Set(0)
		case 231:
			cancel()
		}
	}
	require.NoError(t, r.Record(ctx, l, 0))
	assert.ErrorContains(t, func() error { _, err := Open(dir, s); return err }(), "another recording writes into this folder")
	sum, err := r.Close()
	require.NoError(t, err)
	assert.Equal(t, 39, sum.Taken)
	f, err := replay.Open(dir, replay.Options{})
	require.NoError(t, err)
	assert.Equal(t, sum.Windows, f.Len())
	left, err := filepath.Glob(filepath.Join(dir, ".*"))
	require.NoError(t, err)
	assert.Empty(t, left, "no temporary file is left")
}

func TestSingleReadings(t *testing.T) {
	dir, src := t.TempDir(), &counter{end: 100}
	s, err := For(src.Info(), 1, 1)
	require.NoError(t, err)
	r, err := Open(dir, s)
	require.NoError(t, err)
	require.NoError(t, r.Record(t.Context(), Label(src, nil), 7))
	sum, err := r.Close()
	require.NoError(t, err)
	assert.Equal(t, 7, sum.Windows)
	f, err := replay.Open(dir, replay.Options{})
	require.NoError(t, err)
	assert.Equal(t, "anomaly", f.Meta.Task, "without labels")
	assert.Equal(t, 10.0, f.Layout().Rate)
}

// TestSynth records the labels of the source itself; its short episodes are kept whole.
func TestSynth(t *testing.T) {
	src, err := synth.New(synth.Factory(1, 40))
	require.NoError(t, err)
	s, err := For(src.Info(), 0, 0)
	require.NoError(t, err)
	dir := t.TempDir()
	r, err := Open(dir, s)
	require.NoError(t, err)
	require.NoError(t, r.Record(t.Context(), Label(src, FromSource{}), 0))
	sum, err := r.Close()
	require.NoError(t, err)
	assert.Equal(t, 120, sum.Windows)
	assert.Equal(t, map[string]int{"source_train": 96, "source_test": 24}, sum.Splits)
}

func TestRefused(t *testing.T) {
	dir := t.TempDir()
	session(t, dir, &counter{end: 60}, table(t, "0,off", "off"), false, "off")
	s, err := For((&counter{}).Info(), 10, 5)
	require.NoError(t, err)
	s.Classes = []string{"off"}
	for want, change := range map[string]func(*Session){
		"the folder has channels [a b]":  func(s *Session) { s.Channels = []string{"a", "c"} },
		"a window 10, this recording 20": func(s *Session) { s.Window = 20 },
		"labels true, this":              func(s *Session) { s.Classes = nil },
		"a name of its own":              func(s *Session) { s.Classes = []string{"a", "a"} },
		"rate NaN":                       func(s *Session) { s.Rate = 0; s.Rate /= s.Rate },
		"window 0":                       func(s *Session) { s.Window = 0 },
	} {
		c := s
		change(&c)
		_, err := Open(dir, c)
		assert.ErrorContains(t, err, want)
	}
	require.NoError(t, os.Remove(filepath.Join(dir, "samples.log")))
	_, err = Open(dir, s)
	assert.ErrorContains(t, err, "was not recorded here")
}

func TestTable(t *testing.T) {
	l := table(t, "# by hand\nt,label\n1.5,walk\n2,-\n3,run\n", "walk", "run")
	for at, want := range map[int64]int{0: -1, 1499999999: -1, 1500000000: 0, 1999999999: 0, 2000000000: -1, 3000000000: 1, 9e18: 1} {
		got, ok := l.Class(at, nil)
		assert.Equal(t, want, got, at)
		assert.Equal(t, want >= 0, ok)
	}
	for text, want := range map[string]string{
		"":               "write lines as 12.5,walk",
		"1,walk\nx,run":  "line 2: the time is no number",
		"1,walk\n1,run":  "line 2: 1 comes after 1 s",
		"1,sit":          "use one of walk, run, or - for a pause",
		"1,walk,3":       "wrong number of fields",
		"-1,walk\n":      "write lines as",
		"nan,walk\n1,\n": "class \"\"",
	} {
		_, err := ReadTable(strings.NewReader(text), []string{"walk", "run"})
		assert.ErrorContains(t, err, want, text)
	}
}

func FuzzLog(f *testing.F) {
	f.Add(appendFrame(nil, appendWindow(nil, entry{from: 1, to: 2, run: 3}, []float32{4, 5})))
	f.Add([]byte{1, 0, 0, 0, 'S', 1, 2, 3, 4})
	head := appendFrame(nil, []byte(`S{"channels":["a"],"units":["V"],"classes":["x"],"window":2,"hop":1}`))
	f.Fuzz(func(t *testing.T, tail []byte) {
		got, err := readLog(bytes.NewReader(append(head[:len(head):len(head)], tail...)))
		if err != nil {
			return
		}
		require.GreaterOrEqual(t, got.end, int64(len(head)))
		require.LessOrEqual(t, got.end, int64(len(head)+len(tail)))
		require.NotNil(t, newFolder(got))
	})
}

func FuzzTable(f *testing.F) {
	f.Add("0,a\n1.5,-\n2,b\n")
	f.Fuzz(func(t *testing.T, text string) {
		l, err := ReadTable(strings.NewReader(text), []string{"a", "b"})
		if err == nil {
			l.Class(1e9, nil)
		}
	})
}
