package storetest

import (
	"errors"
	"io"
	"slices"
	"sync"

	"edgetune/firmware/store"
)

// ErrCut is what every call returns once the power is gone.
var ErrCut = errors.New("storetest: power cut")

// Disk is a folder in memory. The zero value is an empty one.
type Disk struct {
	mu    sync.Mutex
	files map[string]*file
	left  int // calls until the cut, 0: none is planned
	cut   bool
	Calls int   // so far
	Bytes int64 // written so far
}

// file is what a file holds now and what would be left of it.
type file struct {
	now     []byte
	synced  []byte
	pending []write // since the last sync
	linked  bool    // the folder was synced since it was created
	removed bool    // but the folder was not synced since
}

// write is one sector, or a new length (data nil).
type write struct {
	at   int
	data []byte
}

// CutAfter lets n more calls work; the next one is cut off half-way, and all later
// ones fail.
func (d *Disk) CutAfter(n int) { d.left = n + 1 }

// Cut cuts the power now: every later call fails.
func (d *Disk) Cut() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.cut = true
}

// tick counts a call and reports whether it still works, and whether it is the one
// that the cut interrupts.
func (d *Disk) tick() (ok, half bool) {
	if d.cut {
		return false, false
	}
	d.Calls++
	if d.left == 0 {
		return true, false
	}
	d.left--
	if d.left == 0 {
		d.cut = true
		return false, true
	}
	return true, false
}

// Open implements store.FS.
func (d *Disk) Open(name string) (store.File, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if ok, _ := d.tick(); !ok {
		return nil, ErrCut
	}
	if d.files == nil {
		d.files = map[string]*file{}
	}
	f := d.files[name]
	if f == nil {
		f = &file{}
		d.files[name] = f
	} else if f.removed {
		f.removed, f.now = false, nil
		f.pending = append(f.pending, write{})
	}
	return &handle{d, f}, nil
}

// List implements store.FS.
func (d *Disk) List() ([]string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.cut {
		return nil, ErrCut
	}
	var names []string
	for name, f := range d.files {
		if !f.removed {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names, nil
}

// Remove implements store.FS.
func (d *Disk) Remove(name string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if ok, _ := d.tick(); !ok {
		return ErrCut
	}
	if f := d.files[name]; f != nil {
		f.removed = true
	}
	return nil
}

// Sync implements store.FS.
func (d *Disk) Sync() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if ok, _ := d.tick(); !ok {
		return ErrCut
	}
	for name, f := range d.files {
		if f.removed {
			delete(d.files, name)
		}
		f.linked = true
	}
	return nil
}

// handle is an open file.
type handle struct {
	d *Disk
	f *file
}

func (h *handle) ReadAt(p []byte, at int64) (int, error) {
	h.d.mu.Lock()
	defer h.d.mu.Unlock()
	if h.d.cut {
		return 0, ErrCut
	}
	if at >= int64(len(h.f.now)) {
		return 0, io.EOF
	}
	n := copy(p, h.f.now[at:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

func (h *handle) WriteAt(p []byte, at int64) (int, error) {
	h.d.mu.Lock()
	defer h.d.mu.Unlock()
	ok, half := h.d.tick()
	if !ok && !half {
		return 0, ErrCut
	}
	h.f.write(p, int(at))
	if half {
		return 0, ErrCut
	}
	h.d.Bytes += int64(len(p))
	return len(p), nil
}

func (h *handle) Truncate(size int64) error {
	h.d.mu.Lock()
	defer h.d.mu.Unlock()
	if ok, _ := h.d.tick(); !ok {
		return ErrCut
	}
	h.f.now = resized(h.f.now, int(size))
	h.f.pending = append(h.f.pending, write{at: int(size)})
	return nil
}

func (h *handle) Size() (int64, error) {
	h.d.mu.Lock()
	defer h.d.mu.Unlock()
	return int64(len(h.f.now)), nil
}

func (h *handle) Sync() error {
	h.d.mu.Lock()
	defer h.d.mu.Unlock()
	if ok, _ := h.d.tick(); !ok {
		return ErrCut
	}
	h.f.synced, h.f.pending = slices.Clone(h.f.now), nil
	return nil
}

func (h *handle) Close() error { return nil }

// Content returns the bytes of a file.
func (d *Disk) Content(name string) []byte { return slices.Clone(d.files[name].now) }

// Put makes a file of the given bytes.
func (d *Disk) Put(name string, b []byte) {
	if d.files == nil {
		d.files = map[string]*file{}
	}
	d.files[name] = &file{now: slices.Clone(b), synced: slices.Clone(b), linked: true}
}
