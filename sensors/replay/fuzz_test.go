package replay

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzData reads any bytes as data.npz of a good meta.json, with and without a
// choice of channels; what opens must also play.
func FuzzData(f *testing.F) {
	m, err := readMeta(bytes.NewReader([]byte(small().meta)))
	require.NoError(f, err)
	f.Add(archive(f, small().arrays))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, channels := range [][]int{nil, {1}} {
			r, err := read(m, bytes.NewReader(data), int64(len(data)), Options{Channels: channels})
			if err != nil {
				continue
			}
			play(r)
		}
	})
}

// FuzzArray reads any bytes as the array X, outside an archive and its checksums.
func FuzzArray(f *testing.F) {
	f.Add(small().arrays["X"])
	f.Add(npy("<f4", "2, 3", []float32{1, 2, 3, 4, 5, 6}))
	f.Fuzz(func(t *testing.T, data []byte) {
		s := small()
		s.arrays["X"] = data
		npz := archive(t, s.arrays)
		m, err := readMeta(bytes.NewReader([]byte(s.meta)))
		require.NoError(t, err)
		if r, err := read(m, bytes.NewReader(npz), int64(len(npz)), Options{}); err == nil {
			play(r)
		}
	})
}

// FuzzMeta reads any bytes as meta.json of a good archive.
func FuzzMeta(f *testing.F) {
	npz := archive(f, small().arrays)
	f.Add([]byte(small().meta))
	f.Add([]byte(`{"format":1,"task":"regression","metric":"rmse","axes":["row","x","y"],"scale":"X","length":"t"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := readMeta(bytes.NewReader(text))
		if err != nil {
			return
		}
		if r, err := read(m, bytes.NewReader(npz), int64(len(npz)), Options{SkipMissing: true}); err == nil {
			play(r)
		}
	})
}

// play visits every row of a folder.
func play(f *Folder) {
	dst := make([]float32, f.Layout().Len())
	for s := range Split(splits) {
		for _, i := range f.Rows(s) {
			f.Window(int(i), dst)
			f.Label(int(i))
			f.SameRun(0, int(i))
		}
	}
}
