package replay

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/sensors"
)

// npy returns the bytes of a .npy file of version 1.
func npy(descr, shape string, data any) []byte {
	var b bytes.Buffer
	head := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': (%s), }\n", descr, shape)
	b.WriteString("\x93NUMPY\x01\x00")
	_ = binary.Write(&b, binary.LittleEndian, uint16(len(head)))
	b.WriteString(head)
	_ = binary.Write(&b, binary.LittleEndian, data)
	return b.Bytes()
}

// archive zips arrays into the bytes of an npz file.
func archive(t testing.TB, arrays map[string][]byte) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, data := range arrays {
		w, err := z.Create(name + ".npy")
		require.NoError(t, err)
		_, err = w.Write(data)
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return b.Bytes()
}

// folder is a data folder in the making: four rows of three steps of two channels.
type folder struct {
	meta   string
	arrays map[string][]byte
	data   []byte // instead of arrays
}

func small() *folder {
	return &folder{
		meta: `{"format":1,"task":"classification","metric":"accuracy","axes":["row","time","channel"],
			"channels":["a","b"],"units":["g","V"],"classes":["p","q"],"scale":[0.5,2],"rate_hz":2,"runs":["person"]}`,
		arrays: map[string][]byte{
			"X": npy("<i2", "4, 3, 2", []int16{
				1, 2, 3, 4, 5, 6, -1, -2, -3, -4, -5, -6, 10, 20, 30, 40, 50, 60, 0, 0, 0, 0, 0, 1,
			}),
			"y":      npy("|u1", "4,", []uint8{0, 1, 0, 1}),
			"split":  npy("|u1", "4,", []uint8{2, 2, 3, 2}),
			"t":      npy("<i4", "4,", []int32{7, 5, 0, 6}),
			"person": npy("<i8", "4,", []int64{1, 1, 1, 2}),
		},
	}
}

// replaceMeta changes one piece of meta.json.
func (f *folder) replaceMeta(t testing.TB, old, new string) {
	require.Contains(t, f.meta, old)
	f.meta = strings.Replace(f.meta, old, new, 1)
}

func (f *folder) open(t testing.TB, o Options) (*Folder, error) {
	dir := t.TempDir()
	data := f.data
	if data == nil {
		data = archive(t, f.arrays)
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "meta.json"), []byte(f.meta), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "data.npz"), data, 0o600))
	return Open(dir, o)
}

func (f *folder) mustOpen(t testing.TB, o Options) *Folder {
	r, err := f.open(t, o)
	require.NoError(t, err)
	return r
}

func window(f *Folder, i int) []float32 {
	dst := slices.Repeat([]float32{99}, f.Layout().Len())
	f.Window(i, dst)
	return dst
}

func TestOpen(t *testing.T) {
	f := small().mustOpen(t, Options{})
	assert.Equal(t, sensors.Layout{Height: 1, Steps: 3, Channels: 2, Rate: 2}, f.Layout())
	assert.Equal(t, 4, f.Len())
	assert.Equal(t, 2, f.Classes())
	assert.Equal(t, []int32{1, 3, 0}, f.Rows(TargetAdapt))
	assert.Equal(t, []int32{2}, f.Rows(TargetTest))
	assert.Empty(t, f.Rows(SourceTrain))
	assert.Equal(t, TargetTest, f.Split(2))
	assert.Equal(t, []float32{0.5, 1.5, 2.5, 4, 8, 12}, window(f, 0))
	assert.Equal(t, sensors.Label{Kind: sensors.ClassLabel, Class: 1}, f.Label(3))
	assert.True(t, f.SameRun(0, 1))
	assert.False(t, f.SameRun(1, 3))
	assert.False(t, f.SameRun(1, 2), "another split")
}

func TestOpenChannels(t *testing.T) {
	f := small().mustOpen(t, Options{Channels: []int{1, 0}})
	assert.Equal(t, []string{"b", "a"}, f.Meta.Channels)
	assert.Equal(t, []string{"V", "g"}, f.Meta.Units)
	assert.Equal(t, []float32{4, 8, 12, 0.5, 1.5, 2.5}, window(f, 0))
	f = small().mustOpen(t, Options{Channels: []int{1}})
	assert.Equal(t, []float32{-4, -8, -12}, window(f, 1))
	assert.Len(t, f.x.data, 4*3*2, "only what is asked for stays in memory")
}

// TestAxes stores one value [row, channel, y, x] = 100·channel + 10·y + x in several
// orders and wants the same windows.
func TestAxes(t *testing.T) {
	size := map[string]int{"channel": 3, "y": 2, "x": 4}
	for _, order := range [][]string{{"y", "x", "channel"}, {"channel", "y", "x"}, {"y", "channel", "x"}, {"x", "channel", "y"}} {
		for _, channels := range [][]int{nil, {2, 0}} {
			t.Run(fmt.Sprint(order, channels), func(t *testing.T) {
				var data []uint16
				for i := range 3 * 2 * 4 {
					at, n := map[string]int{}, i
					for _, axis := range slices.Backward(order) {
						at[axis], n = n%size[axis], n/size[axis]
					}
					data = append(data, uint16(100*at["channel"]+10*at["y"]+at["x"]))
				}
				f := small()
				f.meta = `{"format":1,"task":"anomaly","metric":"auc","axes":["row","` + strings.Join(order, `","`) + `"]}`
				shape := fmt.Sprintf("1, %d, %d, %d", size[order[0]], size[order[1]], size[order[2]])
				f.arrays = map[string][]byte{"X": npy("<u2", shape, data), "split": npy("|u1", "1,", []uint8{0})}
				r := f.mustOpen(t, Options{Channels: channels})
				if channels == nil {
					channels = []int{0, 1, 2}
				}
				var want []float32
				for _, c := range channels {
					for y := range 2 {
						for x := range 4 {
							want = append(want, float32(100*c+10*y+x))
						}
					}
				}
				assert.Equal(t, want, window(r, 0))
				assert.Equal(t, sensors.Label{}, r.Label(0))
			})
		}
	}
}

func TestScaleOfEachRow(t *testing.T) {
	f := small()
	f.replaceMeta(t, `"scale":[0.5,2]`, `"scale":"factor"`)
	f.arrays["factor"] = npy("<f4", "4, 2", []float32{1, 10, 2, 20, 3, 30, 4, 40})
	assert.Equal(t, []float32{-2, -6, -10, -40, -80, -120}, window(f.mustOpen(t, Options{}), 1))
	assert.Equal(t, []float32{-40, -80, -120}, window(f.mustOpen(t, Options{Channels: []int{1}}), 1))
}

func TestLength(t *testing.T) {
	f := small()
	f.replaceMeta(t, `"rate_hz":2`, `"length":"used"`)
	f.arrays["used"] = npy("|u1", "4,", []uint8{3, 1, 2, 3})
	r := f.mustOpen(t, Options{})
	dst := make([]float32, 6)
	assert.Equal(t, 1, r.Window(1, dst))
	assert.Equal(t, []float32{-0.5, 0, 0, -4, 0, 0}, dst)
}

func TestDTypes(t *testing.T) {
	for descr, data := range map[string]any{
		"<f2": []uint16{0x3c00, 0xc000}, "<f4": []float32{1, -2}, "<f8": []float64{1, -2},
		"|i1": []int8{1, -2}, "<i2": []int16{1, -2}, "<i4": []int32{1, -2}, "<i8": []int64{1, -2},
		"|u1": []uint8{1, 2}, "<u2": []uint16{1, 2}, "<u4": []uint32{1, 2}, "<u8": []uint64{1, 2},
		"|b1": []uint8{1, 0},
	} {
		t.Run(descr, func(t *testing.T) {
			f := small()
			f.meta = `{"format":1,"task":"regression","metric":"rmse","axes":["row"]}`
			f.arrays = map[string][]byte{
				"X": npy(descr, "2,", data), "y": npy(descr, "2, 1", data), "split": npy("|b1", "2,", []bool{false, true}),
			}
			r := f.mustOpen(t, Options{})
			assert.Equal(t, []float32{1}, window(r, 0))
			want := float32(-2)
			switch descr[1] {
			case 'u':
				want = 2
			case 'b':
				want = 0
			}
			assert.Equal(t, []float32{want}, window(r, 1))
			assert.Equal(t, sensors.Label{Kind: sensors.ValuesLabel, Values: []float32{want}}, r.Label(1))
			assert.Equal(t, 1, r.Targets())
			assert.Equal(t, 0, r.Classes())
		})
	}
}

func TestSkipMissing(t *testing.T) {
	nan := float32(math.NaN())
	f := small()
	f.meta = `{"format":1,"task":"regression","metric":"rmse","axes":["row"]}`
	f.arrays = map[string][]byte{
		"X": npy("<f4", "4,", []float32{1, nan, 3, 4}), "y": npy("<f4", "4,", []float32{1, 2, nan, 4}),
		"split": npy("|u1", "4,", []uint8{0, 0, 0, 0}),
	}
	_, err := f.open(t, Options{})
	require.ErrorIs(t, err, ErrMissing)
	assert.ErrorContains(t, err, "X: row 1, column 0: NaN")
	r := f.mustOpen(t, Options{SkipMissing: true})
	assert.Equal(t, []int32{0, 3}, r.Rows(SourceTrain))
	assert.Equal(t, 2, r.Missing())
}
