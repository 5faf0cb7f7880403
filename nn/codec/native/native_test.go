package native

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/nn"
)

const smallNet = "input 6x3\nconv1d 5 kernel=3\nbatchnorm\nrelu\nflatten\ndense 3\nloss softmax smooth=0.1\n"

func build(t testing.TB, text string, d nn.DType, seed uint32) *nn.Model {
	t.Helper()
	s, err := nn.Parse(text)
	require.NoError(t, err)
	m, err := nn.Build(s, nn.Options{DType: d, Seed: seed})
	require.NoError(t, err)
	return m
}

func encode(t testing.TB, m *nn.Model, note string, extra ...Extra) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, Write(&b, m, note, extra...))
	return b.Bytes()
}

func TestRoundTrip(t *testing.T) {
	for _, d := range []nn.DType{nn.F32, nn.Half} {
		t.Run(d.String(), func(t *testing.T) {
			m := build(t, smallNet, d, 7)
			kept := Extra{Name: "kept", Shape: []int{2, 2}, Values: []uint16{1, 2, 3, 65535}}
			path := filepath.Join(t.TempDir(), "model")
			small := Extra{Name: "small", Shape: []int{3}, Bytes: []byte{0, 255, 7}}
			require.NoError(t, Save(path, m, `{"a":1}`, kept, small))
			f, err := Open(path)
			require.NoError(t, err)
			defer f.Close()
			assert.Equal(t, smallNet, f.Spec.String())
			assert.Equal(t, `{"a":1}`, f.Note)
			other := build(t, smallNet, d, 8)
			require.NotEqual(t, Sum(m), Sum(other))
			list := f.Extras(other)
			require.Len(t, list, 2)
			require.NoError(t, f.Load(other, &list[0], &list[1]))
			assert.Equal(t, Sum(m), Sum(other))
			assert.Equal(t, []Extra{kept, small}, list)
		})
	}
}

func TestLoadConverts(t *testing.T) {
	m := build(t, smallNet, nn.F32, 7)
	f, err := New(bytes.NewReader(encode(t, m, "")))
	require.NoError(t, err)
	half := build(t, smallNet, nn.Half, 8)
	require.NoError(t, f.Load(half))
	assert.Equal(t, Sum(build(t, smallNet, nn.Half, 7)), Sum(half))
}

// TestForeignReader reads a file as the safetensors documentation says, with
// nothing of this package.
func TestForeignReader(t *testing.T) {
	m := build(t, smallNet, nn.Half, 3)
	file := encode(t, m, "note")
	n := binary.LittleEndian.Uint64(file)
	require.Zero(t, n%8)
	var head map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(file[8:8+n], &head))
	data, end := file[8+n:], 0
	for _, want := range m.Tensors() {
		var e struct {
			DType   string `json:"dtype"`
			Shape   []int  `json:"shape"`
			Offsets []int  `json:"data_offsets"`
		}
		require.NoError(t, json.Unmarshal(head[want.Name], &e))
		assert.Equal(t, []int(want.Shape), e.Shape)
		require.Zero(t, e.Offsets[0]%want.Tensor.DType.Size(), "%s is not aligned", want.Name)
		end = max(end, e.Offsets[1])
		last := want.Tensor.Len() - 1
		if e.DType == "F16" {
			require.Equal(t, uint16(want.Tensor.Halves()[last]), binary.LittleEndian.Uint16(data[e.Offsets[0]+2*last:]))
		} else {
			require.Equal(t, math.Float32bits(want.Tensor.Floats()[last]), binary.LittleEndian.Uint32(data[e.Offsets[0]+4*last:]))
		}
	}
	assert.Len(t, data, end)
}

func TestDamage(t *testing.T) {
	m := build(t, smallNet, nn.F32, 1)
	good := encode(t, m, "note")
	swap := func(old, new string) []byte { return bytes.Replace(good, []byte(old), []byte(new), 1) }
	last := bytes.Clone(good)
	last[len(last)-1] ^= 1
	huge := bytes.Clone(good)
	huge[7] = 0x7f
	nan := bytes.Clone(good)
	copy(nan[len(nan)-4:], []byte{0, 0, 0xc0, 0x7f})
	for _, c := range []struct {
		name, want string
		file       []byte
	}{
		{"empty", "ends too soon", nil},
		{"not safetensors", "no safetensors file", []byte("PK\x03\x04 something else entirely")},
		{"huge header", "no safetensors file", huge},
		{"header cut", "ends too soon", good[:100]},
		{"data cut", "ends too soon", good[:len(good)-5]},
		{"no JSON", "not a JSON object", []byte("\x04\x00\x00\x00\x00\x00\x00\x00null")},
		{"foreign", "without edgetune's metadata", []byte("\x02\x00\x00\x00\x00\x00\x00\x00{}")},
		{"newer format", "use a newer edgetune", swap(`"edgetune.format":"1"`, `"edgetune.format":"9"`)},
		{"other net", "checksum of the description", swap("dense 3", "dense 4")},
		{"other note", "checksum of the description", swap(`"note"`, `"nota"`)},
		{"bit flipped", "checksum of the tensors", last},
		{"not a number", "is NaN", nan},
		{"unknown type", "F32, F16, U16, U8", swap(`"dtype":"F32"`, `"dtype":"U32"`)},
		{"shape", "does not fit", swap(`"shape":[9,5]`, `"shape":[9,9]`)},
		{"negative shape", "does not fit", swap(`"shape":[9,5]`, `"shape":[9,-5]`)},
		{"gap", "gap or overlap", swap(`"data_offsets":[0,180]`, `"data_offsets":[4,184]`)},
		{"twice", "twice", swap(`"1.conv1d.bias"`, `"1.conv1d.weight"`)},
		{"renamed", "is missing", swap(`"1.conv1d.bias"`, `"1.conv1d.cias"`)},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "model")
			require.NoError(t, os.WriteFile(path, c.file, 0o600))
			_, err := Open(path)
			if err == nil || strings.Contains(err.Error(), "copy it again") {
				f, streamed := New(bytes.NewReader(c.file))
				if err = streamed; err == nil {
					err = f.Load(build(t, smallNet, nn.F32, 2))
				}
			}
			require.ErrorContains(t, err, c.want)
		})
	}
}

// TestNewRefusesBeforeItAllocates: a small file that claims a huge net.
func TestNewRefusesBeforeItAllocates(t *testing.T) {
	m := build(t, smallNet, nn.F32, 1)
	s, err := nn.Parse("input 8192\ndense 8192\nloss softmax\n")
	require.NoError(t, err)
	m.Spec = s
	_, err = New(bytes.NewReader(encode(t, m, "")))
	require.ErrorContains(t, err, "the net has 67117056 values, the file 133")
}

func TestLoadRefusesBeyondFloat16(t *testing.T) {
	m := build(t, smallNet, nn.F32, 1)
	m.Tensors()[0].Tensor.Floats()[4] = 1e6
	f, err := New(bytes.NewReader(encode(t, m, "")))
	require.NoError(t, err)
	require.ErrorContains(t, f.Load(build(t, smallNet, nn.Half, 1)), "beyond float16")
}

// TestSaveKeepsTheOldFile lets writing fail half-way.
func TestSaveKeepsTheOldFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "model")
	m := build(t, smallNet, nn.F32, 1)
	require.NoError(t, Save(path, m, "first"))
	require.Error(t, Save(path, m, strings.Repeat("x", maxHeader)))
	require.Error(t, Save(filepath.Join(dir, "absent", "model"), m, ""))
	f, err := Open(path)
	require.NoError(t, err)
	defer f.Close()
	assert.Equal(t, "first", f.Note)
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, left, 1, "a temporary file is left")
}

func FuzzRead(f *testing.F) {
	m := build(f, smallNet, nn.Half, 1)
	good := encode(f, m, "note", Extra{Name: "kept", Shape: []int{1}, Values: []uint16{4}}, Extra{Name: "small", Shape: []int{3}, Bytes: []byte{0, 255, 7}})
	f.Add(good)
	f.Add(good[:len(good)-3])
	f.Add([]byte("\x02\x00\x00\x00\x00\x00\x00\x00{}"))
	f.Add([]byte("\x1b\x00\x00\x00\x00\x00\x00\x00{\"a\":{\"shape\":[1,-1,1e9]}}"))
	f.Fuzz(func(t *testing.T, file []byte) {
		r, err := New(bytes.NewReader(file))
		if err != nil {
			return
		}
		model := build(t, smallNet, nn.F32, 2)
		extras := r.Extras(model)
		var want []*Extra
		for i := range extras {
			want = append(want, &extras[i])
		}
		if r.Load(model, want...) == nil && r.Spec.String() == smallNet && Sum(model) == Sum(build(t, smallNet, nn.F32, 2)) {
			t.Fatal("loaded nothing")
		}
	})
}
