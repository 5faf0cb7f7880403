package record

import (
	"archive/zip"
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"edgetune/sensors/replay"
)

// folder is the data folder that a log makes.
type folder struct {
	sessions []Session
	classes  []string
	rows     []entry
	split    []uint8
	run      []int32 // unique over all sessions
	class    []int32 // of classes
	short    map[kind]int
}

// newFolder puts the windows of a log into splits.
func newFolder(c *contents) *folder {
	f := &folder{sessions: c.sessions, classes: c.classesOf(), short: map[kind]int{}}
	run := int32(-1)
	for lo := 0; lo < len(c.windows); {
		hi := lo + 1
		for hi < len(c.windows) && c.windows[hi].session == c.windows[lo].session && c.windows[hi].run == c.windows[lo].run {
			hi++
		}
		run++
		f.segment(c.windows[lo:hi], run)
		lo = hi
	}
	return f
}

// segment adds the windows of a run. The last part of a long one is for the test; windows
// before that which share samples with it are left out. Of short ones, some are for the test.
func (f *folder) segment(list []entry, run int32) {
	s := &f.sessions[list[0].session]
	train, test, part := replay.SourceTrain, replay.SourceTest, 5
	if s.Target {
		train, test, part = replay.TargetAdapt, replay.TargetTest, 3
	}
	class := int32(-1)
	if c := list[0].class; c >= 0 {
		class = int32(slices.Index(f.classes, s.Classes[c]))
	}
	from := f.testFrom(len(list), part, kind{class, s.Target})
	shared := (s.Window - 1) / s.Hop
	for i, e := range list {
		split := train
		if i >= from {
			split = test
		} else if from < len(list) && i >= from-shared {
			continue
		}
		f.rows, f.split = append(f.rows, e), append(f.split, uint8(split))
		f.run, f.class = append(f.run, run), append(f.class, class)
	}
}

// kind is what short segments are counted by.
type kind struct {
	class  int32
	target bool
}

// testFrom returns the first of n windows that is for the test: the last n/part of a long
// segment; of short ones, all of every part-th of its kind.
func (f *folder) testFrom(n, part int, k kind) int {
	if n >= 4*part {
		return n - n/part
	}
	f.short[k]++
	if f.short[k]%part == 0 {
		return 0
	}
	return n
}

func (f *folder) summary() Summary {
	s := Summary{Windows: len(f.rows), Classes: map[string]int{}, Splits: map[string]int{}}
	seen := map[int]bool{}
	for i, e := range f.rows {
		seen[e.session] = true
		s.Splits[replay.Split(f.split[i]).String()]++
		if f.class[i] >= 0 {
			s.Classes[f.classes[f.class[i]]]++
		}
	}
	s.Sessions = len(seen)
	return s
}

// meta is what meta.json says.
func (f *folder) meta() map[string]any {
	s := &f.sessions[0]
	m := map[string]any{
		"format": 1, "task": "classification", "metric": "balanced_accuracy",
		"axes": []string{"row", "time", "channel"}, "channels": s.Channels, "units": s.Units, "classes": f.classes,
		"runs": []string{"run"}, "notes": "recorded by edgetune sensors record; samples.log holds the same windows",
	}
	if s.Rate > 0 {
		m["rate_hz"] = s.Rate
	}
	if s.Window == 1 {
		m["axes"] = []string{"row", "channel"}
		delete(m, "rate_hz")
		if s.Rate > 0 {
			m["rate_hz"] = s.Rate / float64(s.Hop)
		}
	}
	if len(f.classes) == 0 {
		m["task"], m["metric"] = "anomaly", "auc"
		delete(m, "classes")
	}
	return m
}

// write replaces meta.json, then data.npz, each at once. Classes are only ever added, so the
// new meta.json fits the old data.npz too.
func (f *folder) write(dir string, log io.ReaderAt) error {
	text, err := json.MarshalIndent(f.meta(), "", " ")
	if err != nil {
		return err
	}
	err = replace(filepath.Join(dir, "meta.json"), func(w io.Writer) error {
		_, err := w.Write(append(text, '\n'))
		return err
	})
	if err != nil {
		return err
	}
	return replace(filepath.Join(dir, "data.npz"), func(w io.Writer) error { return f.arrays(zip.NewWriter(w), log) })
}

// arrays writes the arrays of data.npz.
func (f *folder) arrays(z *zip.Writer, log io.ReaderAt) error {
	s, n := &f.sessions[0], len(f.rows)
	shape := []int{n, s.Window, len(s.Channels)}
	if s.Window == 1 {
		shape = []int{n, len(s.Channels)}
	}
	order, seconds := make([]int32, n), make([]float64, n)
	for i, e := range f.rows {
		order[i], seconds[i] = int32(i), float64(e.from)/1e9
	}
	err := array(z, "X", "<f4", shape, func(w io.Writer) error { return f.values(w, log) })
	for _, a := range []struct {
		name, dtype string
		data        any
	}{
		{"split", "|u1", f.split}, {"t", "<i4", order}, {"run", "<i4", f.run}, {"time", "<f8", seconds}, {"y", "<i4", f.class},
	} {
		if err == nil && (a.name != "y" || len(f.classes) > 0) {
			err = array(z, a.name, a.dtype, []int{n}, plain(a.data))
		}
	}
	if err != nil {
		return err
	}
	return z.Close()
}

// values copies the values of all rows from the log.
func (f *folder) values(w io.Writer, log io.ReaderAt) error {
	s := &f.sessions[0]
	row := make([]byte, 4*s.Window*len(s.Channels))
	for _, e := range f.rows {
		if _, err := log.ReadAt(row, e.at); err != nil {
			return fmt.Errorf("samples.log: %w", err)
		}
		if _, err := w.Write(row); err != nil {
			return err
		}
	}
	return nil
}

// replace writes a file beside the old one, syncs it, renames it, and syncs the folder.
func replace(path string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // nothing after the rename
	b := bufio.NewWriterSize(f, 1<<16)
	if err = write(b); err == nil {
		err = b.Flush()
	}
	if err == nil {
		err = f.Chmod(0o644)
	}
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
