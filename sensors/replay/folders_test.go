package replay

import (
	"context"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/internal/shared"
	"edgetune/sensors"
)

// TestFolders opens and replays every recording of the shared folder.
func TestFolders(t *testing.T) {
	root := shared.Path(t, "data")
	dirs, err := os.ReadDir(root)
	require.NoError(t, err)
	for _, d := range dirs {
		t.Run(d.Name(), func(t *testing.T) {
			f, err := Open(filepath.Join(root, d.Name()), Options{})
			if errors.Is(err, ErrMissing) {
				t.Log(err)
				f, err = Open(filepath.Join(root, d.Name()), Options{SkipMissing: true})
			}
			require.NoError(t, err)
			t.Logf("%d rows of %v, %d classes, %d targets", f.Len(), f.Layout(), f.Classes(), f.Targets())
			total := 0
			for s := range Split(splits) {
				total += replayAll(t, f, s)
			}
			assert.Equal(t, f.Len()-f.Missing(), total)
		})
	}
}

// replayAll plays one split to its end and returns its number of rows.
func replayAll(t *testing.T, f *Folder, s Split) int {
	src := f.Source(s)
	sample := sensors.Sample{Values: make([]float32, f.Layout().Len())}
	rows, last := 0, int64(-1)
	for {
		err := src.Read(context.Background(), &sample)
		if err == io.EOF {
			return rows
		}
		require.NoError(t, err)
		rows++
		for _, v := range sample.Values {
			if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
				t.Fatalf("%s: row %d: %g", s, rows-1, v)
			}
		}
		if sample.Time <= last || sample.Length < 1 || sample.Length > f.Layout().Steps {
			t.Fatalf("%s: row %d: time %d after %d, length %d", s, rows-1, sample.Time, last, sample.Length)
		}
		last = sample.Time
	}
}
