package files_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/sensors"
	"edgetune/sensors/files"
)

func ExampleCSV() {
	const text = `t, acc_x [m/s^2], acc_z [m/s^2], label
0.00, 0.1, 9.8, still
0.01, 2.5, 9.1, walk
`
	src, err := files.CSV(strings.NewReader(text), files.Options{Classes: []string{"still", "walk"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(src.Info().Channels, src.Info().Units)
	x := sensors.Sample{Values: make([]float32, src.Info().Layout.Len())}
	for src.Read(context.Background(), &x) == nil {
		fmt.Println(x.Time, x.Values, x.Label.Class)
	}
	// Output:
	// [acc_x acc_z] [m/s^2 m/s^2]
	// 0 [0.1 9.8] 0
	// 10000000 [2.5 9.1] 1
}

func ExampleJSONLines() {
	const text = `{"timestamp": 1714564800.25, "temperature": 21.5, "humidity": 40}
{"timestamp": 1714564801.25, "humidity": 41, "temperature": 21.25, "note": "window open"}
`
	src, err := files.JSONLines(strings.NewReader(text), files.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	x := sensors.Sample{Values: make([]float32, 2)}
	for src.Read(context.Background(), &x) == nil {
		fmt.Println(x.Time, x.Values)
	}
	// Output:
	// 1714564800250000000 [21.5 40]
	// 1714564801250000000 [21.25 41]
}

// all reads a source to its end.
func all(t *testing.T, src sensors.Source) (list []sensors.Sample, err error) {
	t.Helper()
	for {
		x := sensors.Sample{Values: make([]float32, src.Info().Layout.Len())}
		if err = src.Read(t.Context(), &x); err != nil {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return list, err
		}
		list = append(list, x)
	}
}

func TestCSVColumns(t *testing.T) {
	const text = "\ufeffa;b (V);session;ms;class\n1;2;x;1500;0\n3;\"4\";x;1510,5;\n5;6;y;0;1\n7;8;y;10;1\n"
	src, err := files.CSV(strings.NewReader(strings.ReplaceAll(text, ",", ".")), files.Options{
		Comma: ';', Channels: []string{"b", "a"}, Time: "ms", TimeUnit: "ms", Label: "class", Run: "session",
	})
	require.NoError(t, err)
	assert.Equal(t, []string{"V", ""}, src.Info().Units)
	list, err := all(t, src)
	require.NoError(t, err)
	require.Len(t, list, 4)
	assert.Equal(t, []float32{4, 3}, list[1].Values)
	for i, want := range []struct {
		time int64
		run  int
		kind sensors.LabelKind
	}{{1.5e9, 0, sensors.ClassLabel}, {1_510_500_000, 0, sensors.NoLabel}, {0, 1, sensors.ClassLabel}, {1e7, 1, sensors.ClassLabel}} {
		assert.Equal(t, want.time, list[i].Time, i)
		assert.Equal(t, want.run, list[i].Run, i)
		assert.Equal(t, want.kind, list[i].Label.Kind, i)
	}
	assert.Equal(t, 1, list[3].Label.Class)
}

func TestTimes(t *testing.T) {
	for cell, want := range map[string]int64{
		"1714564800.123456789": 1714564800123456789, "-0.5": -5e8, "1e3": 1e12, "12": 12e9, ".5": 5e8, "0.1234567891": 123456789,
		"2024-05-01T12:00:00Z": 1714564800e9, "2024-05-01 12:00:00.25": 1714564800250000000, "2024-05-01T14:00:00+02:00": 1714564800e9,
	} {
		src, err := files.CSV(strings.NewReader("t,x\n"+cell+",1\n"), files.Options{})
		require.NoError(t, err)
		list, err := all(t, src)
		require.NoError(t, err, cell)
		assert.Equal(t, want, list[0].Time, cell)
	}
	src, err := files.CSV(strings.NewReader("x\n1\n2\n3\n"), files.Options{Rate: 3})
	require.NoError(t, err)
	list, err := all(t, src)
	require.NoError(t, err)
	assert.Equal(t, int64(666666667), list[2].Time)
}

func TestGaps(t *testing.T) {
	const text = "x,y\n1,2\n,3\n4,NaN\n5,6\n7,8\n"
	src, err := files.CSV(strings.NewReader(text), files.Options{})
	require.NoError(t, err)
	_, err = all(t, src)
	assert.ErrorIs(t, err, files.ErrMissing)
	assert.EqualError(t, err, `sensors/files: line 3: column "x": a value is missing; fill the gap, or leave such rows out (skip_missing)`)
	src, err = files.CSV(strings.NewReader(text), files.Options{SkipMissing: true})
	require.NoError(t, err)
	list, err := all(t, src)
	require.NoError(t, err)
	require.Len(t, list, 3)
	assert.Equal(t, []int{0, 1, 1}, []int{list[0].Run, list[1].Run, list[2].Run})
	src, err = files.JSONLines(strings.NewReader("{\"x\":1,\"y\":2}\n{\"y\":3}\n"), files.Options{})
	require.NoError(t, err)
	_, err = all(t, src)
	assert.ErrorIs(t, err, files.ErrMissing)
	assert.ErrorContains(t, err, "line 2")
}

func TestErrors(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"empty.csv", "", "empty.csv: header: there is no line; the first one names the columns"},
		{"twice.csv", "x,x\n1,2\n", `header: column 2, "x": give each column a name of its own`},
		{"unnamed.csv", "x,,y\n1,2,3\n", "header: column 2"},
		{"short.csv", "x,y\n1\n", "line 2: "},
		{"word.csv", "x\nhigh\n", `word.csv: line 2: column "x": "high" is not a number`},
		{"huge.csv", "x\n1e300\n", "1e+300 is out of range"},
		{"nochannel.csv", "t,label\n1,2\n", "no channel among the columns t, label"},
		{"label.csv", "x,label\n1,walk\n", `label "walk" is no number, and no classes are named; name them, like classes=walk`},
		{"time.csv", "x,t\n1,noon\n", `time: "noon" is not a time`},
		{"list.jsonl", "[1,2]\n", `"[1,2]" is no object; write one as {"acc_x": 1.5} on each line`},
		{"deep.jsonl", "{\"x\":[1]}\n", `line 1: key "x": a list or an object inside`},
		{"cut.jsonl", "{\"x\":1}\n{\"x\":", "line 2: the line ends within the object"},
		{"two.jsonl", "{\"x\":1} {\"x\":2}\n", "more after the object"},
		{"twice.jsonl", "{\"x\":1,\"x\":2}\n", `key "x" comes twice`},
		{"none.jsonl", "", "none.jsonl: first line: there is none"},
		{"text.wav", "hello, world, this is text", "not a WAV file"},
		{"data.xyz", "", `format "xyz"; use csv, jsonl, wav, s16le or f32le`},
		{"long.csv", "x\n" + strings.Repeat("1", 1<<21), "a line of more than 1048576 bytes; is this a text file?"},
		{"long.jsonl", strings.Repeat("1", 1<<21), "lines of up to 1048576 bytes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), c.name)
			require.NoError(t, os.WriteFile(path, []byte(c.text), 0o600))
			src, err := files.Open(path, files.Options{})
			if err == nil {
				_, err = all(t, src)
				require.NoError(t, src.Close())
			}
			assert.ErrorContains(t, err, "sensors/files: ")
			assert.ErrorContains(t, err, c.want)
		})
	}
	_, err := files.Open("none.csv", files.Options{})
	assert.ErrorIs(t, err, os.ErrNotExist)
	_, err = files.CSV(strings.NewReader("x\n"), files.Options{Channels: []string{"y"}})
	assert.EqualError(t, err, `sensors/files: no channel "y"; use some of x`)
	_, err = files.CSV(strings.NewReader("x\n"), files.Options{TimeUnit: "h"})
	assert.ErrorContains(t, err, `time unit "h"; use s, ms, us or ns`)
}

// wav builds a file of a format with the given sample bytes.
func wav(tag, channels uint16, rate uint32, bits uint16, size uint32, samples []byte) []byte {
	var b bytes.Buffer
	le := binary.LittleEndian
	b.WriteString("RIFF\x00\x00\x00\x00WAVE")
	b.WriteString("LIST\x03\x00\x00\x00abc\x00") // an odd chunk, filled up
	b.WriteString("fmt \x10\x00\x00\x00")
	for _, v := range []any{tag, channels, rate, rate * uint32(channels*bits/8), channels * bits / 8, bits} {
		_ = binary.Write(&b, le, v)
	}
	b.WriteString("data")
	_ = binary.Write(&b, le, size)
	b.Write(samples)
	return b.Bytes()
}

func TestWAV(t *testing.T) {
	float := make([]byte, 8)
	binary.LittleEndian.PutUint32(float, math.Float32bits(0.25))
	binary.LittleEndian.PutUint32(float[4:], math.Float32bits(-1))
	for _, c := range []struct {
		name string
		file []byte
		want [][]float32
	}{
		{"8 bit", wav(1, 1, 8000, 8, 3, []byte{128, 0, 255}), [][]float32{{0}, {-1}, {127.0 / 128}}},
		{"16 bit stereo", wav(1, 2, 16000, 16, 8, []byte{0, 0x80, 0xff, 0x7f, 0, 0x40, 0, 0xc0}), [][]float32{{-1, 32767.0 / 32768}, {0.5, -0.5}}},
		{"24 bit", wav(1, 1, 48000, 24, 6, []byte{0, 0, 0x80, 0, 0, 0x20}), [][]float32{{-1}, {0.25}}},
		{"32 bit", wav(1, 1, 44100, 32, 4, []byte{0, 0, 0, 0xc0}), [][]float32{{-0.5}}},
		{"float", wav(3, 1, 48000, 32, 8, float), [][]float32{{0.25}, {-1}}},
		{"of unknown length, cut off", wav(1, 1, 8000, 16, 0xffffffff, []byte{0, 0x40, 0}), [][]float32{{0.5}}},
		{"with more behind", wav(1, 1, 8000, 16, 2, []byte{0, 0x40, 1, 2, 3, 4}), [][]float32{{0.5}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			src, err := files.WAV(bytes.NewReader(c.file), files.Options{})
			require.NoError(t, err)
			list, err := all(t, src)
			require.NoError(t, err)
			require.Len(t, list, len(c.want))
			for i, want := range c.want {
				assert.Equal(t, want, list[i].Values)
				assert.InDelta(t, float64(i)*1e9/src.Info().Layout.Rate, float64(list[i].Time), 0.5)
			}
		})
	}
}

func TestWAVRefuses(t *testing.T) {
	good := wav(1, 1, 8000, 16, 2, []byte{0, 0})
	for n := range len(good) - 2 {
		_, err := files.WAV(bytes.NewReader(good[:n]), files.Options{})
		assert.ErrorContains(t, err, "sensors/files: ", n)
	}
	for want, file := range map[string][]byte{
		"format 2 with 4 bits; use PCM": wav(2, 1, 8000, 4, 0, nil),
		"0 channels":                    wav(1, 0, 8000, 16, 0, nil),
		"0 samples per second":          wav(1, 1, 0, 16, 0, nil),
	} {
		_, err := files.WAV(bytes.NewReader(file), files.Options{})
		assert.ErrorContains(t, err, want)
	}
	_, err := files.WAV(bytes.NewReader(wav(1, 2, 8000, 16, 0, nil)), files.Options{Channels: []string{"middle"}})
	assert.ErrorContains(t, err, `no channel "middle"; use some of left, right`)
}

func TestWAVAllocatesNothing(t *testing.T) {
	src, err := files.WAV(bytes.NewReader(wav(1, 2, 8000, 16, 1<<20, make([]byte, 1<<20))), files.Options{Channels: []string{"right"}})
	require.NoError(t, err)
	x := sensors.Sample{Values: make([]float32, 1)}
	assert.Zero(t, testing.AllocsPerRun(1000, func() { _ = src.Read(context.Background(), &x) }))
}

func TestPCM(t *testing.T) {
	src, err := files.PCM(bytes.NewReader([]byte{0, 0x40, 0, 0xc0, 9}), "s16le", files.Options{Channels: []string{"a", "b"}, Rate: 100})
	require.NoError(t, err)
	list, err := all(t, src)
	require.NoError(t, err)
	require.Len(t, list, 1)
	assert.Equal(t, []float32{0.5, -0.5}, list[0].Values)
	_, err = files.PCM(nil, "s16le", files.Options{})
	assert.ErrorContains(t, err, "frames without a header need channels and rate")
}

// TestStandardInput: "-" is os.Stdin, which a test has in its own hands.
func TestStandardInput(t *testing.T) {
	r, w, err := os.Pipe()
	require.NoError(t, err)
	old := os.Stdin
	os.Stdin = r
	defer func() { os.Stdin = old }()
	go func() {
		fmt.Fprint(w, "x\n1\n2\n")
		w.Close()
	}()
	src, err := files.Open("-", files.Options{Format: "csv"})
	require.NoError(t, err)
	list, err := all(t, src)
	require.NoError(t, err)
	assert.Len(t, list, 2)
	require.NoError(t, src.Close())
	_, err = files.Open("-", files.Options{})
	assert.ErrorContains(t, err, `sensors/files: -: format ""; use csv`)
}

func TestContext(t *testing.T) {
	src, err := files.CSV(strings.NewReader("x\n1\n"), files.Options{})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	assert.ErrorIs(t, src.Read(ctx, &sensors.Sample{Values: make([]float32, 1)}), context.Canceled)
}

// fuzz reads a source to its end, at most 1000 rows, and checks the values.
func fuzz(t *testing.T, src sensors.Source, err error) {
	if err != nil {
		assert.ErrorContains(t, err, "sensors/files: ")
		return
	}
	x := sensors.Sample{Values: make([]float32, src.Info().Layout.Len())}
	for range 1000 {
		if err := src.Read(t.Context(), &x); err != nil {
			return
		}
		for _, v := range x.Values {
			if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
				t.Fatal(v)
			}
		}
	}
}

func FuzzCSV(f *testing.F) {
	f.Add("t,x [V],label\n1,2,3\n")
	f.Fuzz(func(t *testing.T, text string) {
		src, err := files.CSV(strings.NewReader(text), files.Options{SkipMissing: true})
		fuzz(t, src, err)
	})
}

func FuzzJSONLines(f *testing.F) {
	f.Add("{\"t\":1,\"x\":2}\n{\"x\":3}\n")
	f.Fuzz(func(t *testing.T, text string) {
		src, err := files.JSONLines(strings.NewReader(text), files.Options{SkipMissing: true})
		fuzz(t, src, err)
	})
}

func FuzzWAV(f *testing.F) {
	f.Add(wav(1, 2, 8000, 16, 8, make([]byte, 8)))
	f.Add(wav(3, 1, 8000, 32, 8, make([]byte, 8)))
	f.Fuzz(func(t *testing.T, file []byte) {
		src, err := files.WAV(bytes.NewReader(file), files.Options{})
		fuzz(t, src, err)
	})
}
