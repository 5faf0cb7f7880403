package bundle

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/nn"
	"edgetune/nn/codec/native"
	"edgetune/nn/quantise"
)

// save writes a model file and returns its path.
func save(t *testing.T, m nn.Net, k *Kept) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "model")
	require.NoError(t, Save(path, m, testBundle(), k))
	return path
}

// quantised opens a file in integers.
func quantised(t *testing.T, path string, d nn.DType) (quantise.Net, *Kept, error) {
	t.Helper()
	f, err := Open(path)
	require.NoError(t, err)
	defer f.Close()
	return f.Quantised(quantise.Options{DType: d, Batch: 2}, true)
}

// TestQuantisedRoundTrip: from floating point to a file of integers, and back to the
// same integers.
func TestQuantisedRoundTrip(t *testing.T) {
	path := save(t, testModel(t, testNet), testKept(t, 16))
	for _, d := range []nn.DType{nn.Int8, nn.Int16} {
		n, kept, err := quantised(t, path, d)
		require.NoError(t, err)
		require.Equal(t, 5, kept.Coreset.Len())
		n.Batch().Put(0, make([]float32, 16))
		n.Batch().Put(1, []float32{2, 1, 0, 1, 2, 1, 0, 1, 2, 1, 0, 1, 2, 1, 0, 1})
		want := append([]float32(nil), n.Infer(2)...)
		again, kept, err := quantised(t, save(t, n, kept), d)
		require.NoError(t, err)
		assert.Equal(t, 5, kept.Coreset.Len())
		assert.Equal(t, native.Sum(n), native.Sum(again))
		again.Batch().Put(0, make([]float32, 16))
		again.Batch().Put(1, []float32{2, 1, 0, 1, 2, 1, 0, 1, 2, 1, 0, 1, 2, 1, 0, 1})
		assert.Equal(t, want, again.Infer(2))
		assert.Equal(t, testNet, again.Form().String())
	}
}

func TestQuantisedRefuses(t *testing.T) {
	path := save(t, testModel(t, testNet), nil)
	_, _, err := quantised(t, path, nn.Int8)
	require.ErrorIs(t, err, ErrNoWindows)

	n, _, err := quantised(t, save(t, testModel(t, testNet), testKept(t, 16)), nn.Int8)
	require.NoError(t, err)
	integers := save(t, n, nil)
	_, _, err = quantised(t, integers, nn.Int16)
	require.ErrorContains(t, err, "the file holds q7, q15 was asked for")
	f, err := Open(integers)
	require.NoError(t, err)
	defer f.Close()
	assert.Equal(t, nn.Int8, f.DType())
	_, _, err = f.Build(nn.Options{}, false)
	require.ErrorContains(t, err, "the file holds q7")
}

// TestQuantisedChecksScales: a file is not trusted.
func TestQuantisedChecksScales(t *testing.T) {
	n, _, err := quantised(t, save(t, testModel(t, testNet), testKept(t, 16)), nn.Int8)
	require.NoError(t, err)
	for _, tensor := range n.Tensors() {
		if tensor.Name == "2.dense.weight_scale" {
			nn.View[float64](*tensor.Tensor)[1] = -1
		}
	}
	_, _, err = quantised(t, save(t, n, nil), nn.Int8)
	require.ErrorIs(t, err, native.ErrCorrupt)
	require.ErrorContains(t, err, "every scale must be positive")
}

func TestCalibrationTakesFromAll(t *testing.T) {
	k := testKept(t, 16)
	rows := k.Calibration()
	require.Len(t, rows, 5*16)
	seen := map[float32]bool{}
	for i := range 5 {
		var sum float32
		for _, v := range rows[16*i : 16*i+16] {
			sum += v
		}
		seen[sum] = true
	}
	assert.Len(t, seen, 5)
}
