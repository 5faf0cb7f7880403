package replay

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"edgetune/sensors"
)

// Folder is an open recording, checked and in memory. It never changes, so several
// goroutines may read it.
type Folder struct {
	Meta Meta // as in meta.json; its channels and units are those chosen

	geometry geometry
	stored   int // channels of X in the file
	x        *array
	scale    []float32 // [channel], or [row × channel]
	perRow   bool
	length   []int32 // [row], nil when every step is valid
	labels   *labels
	split    []int32
	rows     [splits][]int32
	runs     []*array
	missing  []bool // [row], nil when no row is left out
}

// Options says what [Open] reads.
type Options struct {
	Channels    []int // channels to keep, in this order; nil keeps all
	SkipMissing bool  // leave out rows with a NaN in X or in their targets, instead of refusing them
}

// Open reads a data folder. It checks everything that playing it back relies on:
// the error names the file, the array and the row that is wrong.
func Open(dir string, o Options) (*Folder, error) {
	meta, err := os.Open(filepath.Join(dir, "meta.json"))
	if err != nil {
		return nil, notFound(dir, err)
	}
	defer meta.Close()
	m, err := readMeta(meta)
	if err != nil {
		return nil, fmt.Errorf("sensors/replay: %s: meta.json: %w", dir, err)
	}
	data, err := os.Open(filepath.Join(dir, "data.npz"))
	if err != nil {
		return nil, notFound(dir, err)
	}
	defer data.Close()
	info, err := data.Stat()
	if err != nil {
		return nil, fmt.Errorf("sensors/replay: %w", err)
	}
	f, err := read(m, data, info.Size(), o)
	if err != nil {
		return nil, fmt.Errorf("sensors/replay: %s: data.npz: %w", dir, err)
	}
	return f, nil
}

func notFound(dir string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("sensors/replay: %s: not a data folder (%w); give a folder with meta.json and data.npz", dir, err)
	}
	return fmt.Errorf("sensors/replay: %w", err)
}

// read reads the archive that m describes.
func read(m Meta, r io.ReaderAt, size int64, o Options) (*Folder, error) {
	z, err := newNPZ(r, size)
	if err != nil {
		return nil, err
	}
	f := &Folder{Meta: m}
	for _, part := range []func(*npz, Options) error{
		f.readX, f.readScale, f.readLength, f.readLabels, f.readSplits, f.readRuns,
	} {
		if err := part(z, o); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// readX reads the chosen channels of X.
func (f *Folder) readX(z *npz, o Options) (err error) {
	f.x, err = z.read("X", func(h header) ([]int, error) {
		if f.geometry, err = newGeometry(f.Meta.Axes, h.shape, f.Meta.Rate); err != nil {
			return nil, err
		}
		f.stored = f.geometry.layout.Channels
		if err := f.checkLists(o); err != nil || o.Channels == nil {
			return nil, err
		}
		if f.geometry.channel < 0 {
			return nil, nil // one channel, and checkLists saw that it is the one
		}
		var keep []int
		keep, f.geometry = f.geometry.choose(o.Channels, h.shape)
		return keep, nil
	})
	if err != nil {
		return err
	}
	f.Meta.Channels = pick(f.Meta.Channels, o.Channels)
	f.Meta.Units = pick(f.Meta.Units, o.Channels)
	return f.checkFinite(f.x, f.geometry.rowLength, o)
}

// checkLists compares the lists of meta.json and the choice of channels with X.
func (f *Folder) checkLists(o Options) error {
	n := f.stored
	if len(f.Meta.Channels) != 0 && len(f.Meta.Channels) != n {
		return fmt.Errorf("%d channels, meta.json names %d; name each one or none", n, len(f.Meta.Channels))
	}
	if len(f.Meta.Units) != 0 && len(f.Meta.Units) != n {
		return fmt.Errorf("%d channels, meta.json has %d units; give each one or none", n, len(f.Meta.Units))
	}
	if l := len(f.Meta.Scale.List); l > 1 && l != n {
		return fmt.Errorf("%d channels, meta.json has %d scales; give one, or one for each", n, l)
	}
	if o.Channels != nil && len(o.Channels) == 0 {
		return errors.New("no channel chosen; choose at least one")
	}
	return checkChannels(o.Channels, n)
}

// readScale takes the factors from meta.json or from the array that it names.
func (f *Folder) readScale(z *npz, o Options) error {
	n := f.geometry.layout.Channels
	f.scale = slices.Repeat([]float32{1}, n)
	if list := f.Meta.Scale.List; len(list) == 1 {
		f.scale = slices.Repeat([]float32{float32(list[0])}, n)
	} else if len(list) > 1 {
		for i, s := range pick(list, o.Channels) {
			f.scale[i] = float32(s)
		}
	}
	name := f.Meta.Scale.Array
	if name == "" {
		return nil
	}
	a, err := z.read(name, func(h header) ([]int, error) {
		if len(h.shape) != 2 || h.shape[0] != f.Len() || h.shape[1] != f.stored {
			return nil, fmt.Errorf("shape %v; a scale for each row and channel is needed, [%d %d]", h.shape, f.Len(), f.stored)
		}
		return o.Channels, nil
	})
	if err != nil {
		return err
	}
	a.shape = []int{f.Len(), n}
	f.perRow = true
	if err := f.checkFinite(a, n, Options{}); err != nil {
		return err
	}
	f.scale = a.floats()
	return nil
}

// readLength reads the number of valid steps of each row, where meta.json names it.
func (f *Folder) readLength(z *npz, _ Options) error {
	if f.Meta.Length == "" {
		return nil
	}
	a, err := readRows(z, f.Meta.Length, f.Len())
	if err != nil {
		return err
	}
	f.length, err = a.ints(1, f.geometry.layout.Steps)
	return err
}

func (f *Folder) readLabels(z *npz, o Options) (err error) {
	var y *array
	if f.labels, y, err = readLabels(z, f.Meta, f.Len()); err != nil || f.labels.kind != sensors.ValuesLabel {
		return err
	}
	return f.checkFinite(y, f.labels.targets, o)
}

// readSplits sorts the rows of each split by t, those of equal t as they lie.
func (f *Folder) readSplits(z *npz, _ Options) error {
	a, err := readRows(z, "split", f.Len())
	if err != nil {
		return err
	}
	if f.split, err = a.ints(0, splits-1); err != nil {
		return err
	}
	for i, s := range f.split {
		if f.missing == nil || !f.missing[i] {
			f.rows[s] = append(f.rows[s], int32(i))
		}
	}
	if z.find("t") == nil {
		return nil
	}
	if a, err = readRows(z, "t", f.Len()); err != nil {
		return err
	}
	if len(a.shape) != 1 {
		return fmt.Errorf("t: shape %v; one number for each row is needed", a.shape)
	}
	for _, rows := range f.rows {
		slices.SortStableFunc(rows, func(i, j int32) int { return cmp.Compare(a.at(int(i)), a.at(int(j))) })
	}
	return nil
}

// readRuns reads the arrays whose change starts a new recording.
func (f *Folder) readRuns(z *npz, _ Options) error {
	for _, name := range f.Meta.Runs {
		a, err := readRows(z, name, f.Len())
		if err != nil {
			return err
		}
		f.runs = append(f.runs, a)
	}
	return nil
}
