package nn

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"edgetune/fixedpoint"
)

// peerCase is one entry of NNTrainer's cases.json.
type peerCase struct {
	Golden string
	Layer  string
	Props  []string
	Input  string `json:"input_nchw"`
}

// prop returns a property, or what stands for none.
func (c peerCase) prop(key, none string) string {
	for _, p := range c.Props {
		if v, ok := strings.CutPrefix(p, key+"="); ok {
			return v
		}
	}
	return none
}

// shape returns the samples and the extents of the first input.
func (c peerCase) shape(t *testing.T) (n, ch, h, w int) {
	first, _, _ := strings.Cut(c.Input, ",")
	var v [4]int
	for i, s := range strings.Split(first, ":") {
		x, err := strconv.Atoi(s)
		require.NoError(t, err, c.Golden)
		v[i] = x
	}
	return v[0], v[1], v[2], v[3]
}

// golden is one file: its records, and whether they are float16.
type golden struct {
	name    string
	half    bool
	records [][]float
}

// readCases returns the cases by golden. A float16 file without one has that of its
// float32 twin.
func readCases(t *testing.T, dir string) func(name string) []peerCase {
	text, err := os.ReadFile(filepath.Join(dir, "cases.json"))
	require.NoError(t, err)
	var all []peerCase
	require.NoError(t, json.Unmarshal(text, &all))
	by := map[string][]peerCase{}
	for _, c := range all {
		by[c.Golden] = append(by[c.Golden], c)
	}
	return func(name string) []peerCase {
		if c := by[name]; len(c) > 0 {
			return c
		}
		base := strings.NewReplacer("_w16a16", "", "_w32a32", "").Replace(name)
		for _, twin := range []string{base, strings.Replace(base, ".", "_w16a16.", 1)} {
			if c := by[twin]; len(c) > 0 {
				return c
			}
		}
		return nil
	}
}

// readGoldens returns every file of every archive of the folder.
func readGoldens(t *testing.T, dir string) []golden {
	paths, err := filepath.Glob(filepath.Join(dir, "*.tar.gz"))
	require.NoError(t, err)
	var all []golden
	for _, p := range paths {
		f, err := os.Open(p)
		require.NoError(t, err)
		z, err := gzip.NewReader(f)
		require.NoError(t, err)
		for r := tar.NewReader(z); ; {
			h, err := r.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			require.NoError(t, err)
			if h.Typeflag != tar.TypeReg {
				continue
			}
			data, err := io.ReadAll(r)
			require.NoError(t, err)
			all = append(all, newGolden(filepath.Base(h.Name), data))
		}
		require.NoError(t, f.Close())
	}
	return all
}

// newGolden reads a file in the format that fits all of it.
func newGolden(name string, data []byte) golden {
	if r, ok := wideRecords(data); ok {
		return golden{name, false, r}
	}
	r, _ := halfRecords(data)
	return golden{name, true, r}
}

func wideRecords(data []byte) ([][]float, bool) {
	var all [][]float
	for b := bytes.NewReader(data); b.Len() > 0; {
		var n int32
		if binary.Read(b, binary.LittleEndian, &n) != nil || n < 0 || int(n) > b.Len()/4 {
			return nil, false
		}
		v := make([]float, n)
		for i := range v {
			var bits uint32
			_ = binary.Read(b, binary.LittleEndian, &bits)
			v[i] = float(math.Float32frombits(bits))
		}
		all = append(all, v)
	}
	return all, true
}

func halfRecords(data []byte) ([][]float, bool) {
	var all [][]float
	for b := bytes.NewReader(data); b.Len() > 0; {
		var n int16
		if binary.Read(b, binary.LittleEndian, &n) != nil || n < 0 || int(n) > b.Len()/2 {
			return nil, false
		}
		v := make([]float, n)
		for i := range v {
			var bits uint16
			_ = binary.Read(b, binary.LittleEndian, &bits)
			v[i] = float(fixedpoint.FromF16(F16(bits)))
		}
		all = append(all, v)
	}
	return all, true
}
