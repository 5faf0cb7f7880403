package replay

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestOpenRefuses breaks a good folder in one way each.
func TestOpenRefuses(t *testing.T) {
	inf := float32(math.Inf(1))
	array := func(name string, data []byte) func(*folder) {
		return func(f *folder) { f.arrays[name] = data }
	}
	meta := func(old, new string) func(*folder) {
		return func(f *folder) { f.replaceMeta(t, old, new) }
	}
	x := func(descr, shape string, data any) func(*folder) { return array("X", npy(descr, shape, data)) }
	for _, c := range []struct {
		name     string
		spoil    func(*folder)
		channels []int
		want     string
	}{
		{"no json", meta(`{"format"`, `{format`), nil, "meta.json: invalid character"},
		{"wrong type", meta(`"axes":[`, `"axes":[3,`), nil, "meta.json: json: cannot unmarshal"},
		{"other format", meta(`"format":1`, `"format":2`), nil, "format 2, want 1"},
		{"unknown task", meta("classification", "clustering"), nil, `task "clustering": use one of`},
		{"unknown metric", meta(`"accuracy"`, `"f1"`), nil, `metric "f1": use one of`},
		{"metric of another task", meta(`"accuracy"`, `"rmse"`), nil, "metric rmse does not fit task classification"},
		{"scale zero", meta("[0.5,2]", "[0.5,0]"), nil, "scale[1] is 0"},
		{"scale no list", meta("[0.5,2]", "true"), nil, "neither a list of numbers nor the name"},
		{"negative rate", meta(`"rate_hz":2`, `"rate_hz":-2`), nil, "rate_hz -2"},
		{"too many scales", meta("[0.5,2]", "[1,2,3]"), nil, "2 channels, meta.json has 3 scales"},
		{"too few names", meta(`["a","b"]`, `["a"]`), nil, "2 channels, meta.json names 1"},
		{"too many units", meta(`["g","V"]`, `["g","V","A"]`), nil, "meta.json has 3 units"},
		{"axes without row", meta(`"row",`, ``), nil, `the first one must be "row"`},
		{"fewer axes", meta(`"time",`, ``), nil, "X has 3 axes"},
		{"two channel axes", meta(`"time",`, `"band",`), nil, "two of them are the channel"},
		{"scale array missing", meta("[0.5,2]", `"factor"`), nil, "array factor is missing"},
		{"run array missing", meta("person", "place"), nil, "array place is missing"},
		{"run array unnamed", meta("person", ""), nil, "an array without a name"},

		{"no zip", func(f *folder) { f.data = []byte("hello") }, nil, "not a complete npz archive"},
		{"empty file", func(f *folder) { f.data = []byte{} }, nil, "not a complete npz archive"},
		{"truncated", func(f *folder) { f.data = archive(t, f.arrays)[:400] }, nil, "not a complete npz archive"},
		{"no X", func(f *folder) { delete(f.arrays, "X") }, nil, "array X is missing"},
		{"no y", func(f *folder) { delete(f.arrays, "y") }, nil, "array y is missing"},
		{"no split", func(f *folder) { delete(f.arrays, "split") }, nil, "array split is missing"},
		{"no npy", array("X", []byte("not an array at all")), nil, "the magic bytes are missing"},
		{"npy cut in the header", array("X", npy("<i2", "4, 3, 2", []int16{})[:30]), nil, "ends too early"},
		{"npy version 3", array("X", []byte("\x93NUMPY\x03\x00\x01\x00")), nil, "npy version 3"},
		{"big-endian", x(">i2", "4, 3, 2", make([]int16, 24)), nil, `unknown dtype ">i2"`},
		{"objects", x("|O", "4, 3, 2", make([]int16, 24)), nil, `unknown dtype "|O"`},
		{"Fortran order", array("X", bytes.Replace(npy("<i2", "4, 3, 2", make([]int16, 24)), []byte("False"), []byte("True "), 1)), nil, "Fortran order"},
		{"no shape", array("X", bytes.Replace(npy("<i2", "4, 3, 2", make([]int16, 24)), []byte("shape"), []byte("shade"), 1)), nil, "header: no shape"},
		{"scalar", x("<i2", "", []int16{1}), nil, "not a list of sizes"},
		{"negative size", x("<i2", "4, -3, 2", make([]int16, 24)), nil, "not a list of sizes"},
		{"huge shape", x("<i2", "4, 3, 2, 2147483647, 2147483647", make([]int16, 24)), nil, "larger than 2 GiB"},
		{"no rows", x("<i2", "0, 3, 2", []int16{}), nil, "holds nothing"},
		{"fewer data than the shape", x("<i2", "4, 3, 2", make([]int16, 23)), nil, "the file has"},
		{"more data than the shape", x("<i2", "4, 3, 2", make([]int16, 25)), nil, "the file has"},
		{"shape of another layout", x("<i2", "4, 6", make([]int16, 24)), nil, "X has 2 axes"},

		{"labels out of range", array("y", npy("|u1", "4,", []uint8{0, 1, 2, 1})), nil, "y: row 2 is 2; it must be a whole number from 0 to 1"},
		{"negative label", array("y", npy("|i1", "4,", []int8{0, -1, 0, 1})), nil, "y: row 1 is -1"},
		{"broken label", array("y", npy("<f4", "4,", []float32{0, 0.5, 0, 1})), nil, "y: row 1 is 0.5"},
		{"too few labels", array("y", npy("|u1", "3,", []uint8{0, 1, 0})), nil, "array y: 3 rows, X has 4"},
		{"labels with two axes", array("y", npy("|u1", "4, 1", []uint8{0, 1, 0, 1})), nil, "y: shape [4 1]"},
		{"unknown split", array("split", npy("|u1", "4,", []uint8{0, 1, 2, 4})), nil, "split: row 3 is 4"},
		{"t with two axes", array("t", npy("|u1", "4, 1", []uint8{0, 1, 2, 4})), nil, "t: shape [4 1]"},
		{"NaN", x("<f4", "4, 3, 2", append(make([]float32, 23), float32(math.NaN()))), nil, "X: row 3, column 5: NaN"},
		{"half NaN", x("<f2", "4, 3, 2", append(make([]uint16, 23), 0x7e00)), nil, "X: row 3, column 5: NaN"},
		{"infinite", x("<f4", "4, 3, 2", append([]float32{0, -inf}, make([]float32, 22)...)), nil, "X: row 0, column 1 is -Inf"},
		{"beyond float32", x("<f8", "4, 3, 2", append([]float64{1e300}, make([]float64, 23)...)), nil, "X: row 0, column 0 is 1e+300"},
		{"length zero", func(f *folder) {
			f.replaceMeta(t, `"rate_hz":2`, `"length":"used"`)
			f.arrays["used"] = npy("|u1", "4,", []uint8{3, 0, 2, 3})
		}, nil, "used: row 1 is 0; it must be a whole number from 1 to 3"},
		{"scale of one channel", func(f *folder) {
			f.replaceMeta(t, "[0.5,2]", `"factor"`)
			f.arrays["factor"] = npy("<f4", "4, 1", make([]float32, 4))
		}, nil, "a scale for each row and channel is needed, [4 2]"},

		{"channel that is not there", func(*folder) {}, []int{0, 2}, "channel 2 of 2; choose from 0-1"},
		{"channel twice", func(*folder) {}, []int{1, 1}, "asked for twice"},
		{"no channel", func(*folder) {}, []int{}, "no channel chosen"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := small()
			c.spoil(f)
			_, err := f.open(t, Options{Channels: c.channels})
			require.ErrorContains(t, err, c.want)
			assert.ErrorContains(t, err, "sensors/replay: ")
		})
	}
}

// TestOpenRefusesCutFiles cuts the archive at every length and flips every byte:
// an error or, for bytes that carry no meaning, the same windows.
func TestOpenRefusesCutFiles(t *testing.T) {
	good := archive(t, small().arrays)
	m, err := readMeta(bytes.NewReader([]byte(small().meta)))
	require.NoError(t, err)
	want := window(small().mustOpen(t, Options{}), 2)
	for n := range good {
		if _, err := read(m, bytes.NewReader(good[:n]), int64(n), Options{}); err == nil {
			t.Fatalf("cut to %d of %d bytes: no error", n, len(good))
		}
	}
	for n := range good {
		bad := bytes.Clone(good)
		bad[n] ^= 0x10
		f, err := read(m, bytes.NewReader(bad), int64(len(bad)), Options{})
		if err == nil && !assert.ObjectsAreEqual(want, window(f, 2)) {
			t.Fatalf("byte %d changed, windows too, and no error", n)
		}
	}
}

func TestOpenMissing(t *testing.T) {
	_, err := Open(filepath.Join(t.TempDir(), "none"), Options{})
	require.ErrorContains(t, err, "not a data folder")
	require.ErrorIs(t, err, os.ErrNotExist)
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "meta.json"), []byte(small().meta), 0o600))
	_, err = Open(dir, Options{})
	require.ErrorContains(t, err, "not a data folder")
}
