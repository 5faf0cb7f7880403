package bundle

import (
	"encoding/json"
	"fmt"

	"edgetune/nn"
	"edgetune/nn/codec/native"
)

// Save writes the net, its bundle and the kept windows, if any, to path, so that a
// crash leaves the old file or the new one.
func Save(path string, m nn.Net, b *Bundle, k *Kept) error {
	note, err := json.Marshal(b)
	if err != nil {
		return fmt.Errorf("firmware/bundle: %w", err)
	}
	return native.Save(path, m, string(note), k.extras()...)
}

// File is an open model file.
type File struct {
	Bundle Bundle
	Spec   nn.Spec

	file *native.File
}

// Open reads and checks everything but the tensors. Close it.
func Open(path string) (*File, error) {
	n, err := native.Open(path)
	if err != nil {
		return nil, err
	}
	f := &File{Spec: n.Spec, file: n}
	if err := f.read(n.Note); err != nil {
		n.Close()
		return nil, fmt.Errorf("firmware/bundle: %s: %w: %w", path, native.ErrCorrupt, err)
	}
	return f, nil
}

func (f *File) read(note string) error {
	if err := json.Unmarshal([]byte(note), &f.Bundle); err != nil {
		return err
	}
	return f.Bundle.Check(f.Spec)
}

// Close closes the file.
func (f *File) Close() error { return f.file.Close() }

// DType returns how the weights are stored.
func (f *File) DType() nn.DType { return f.file.DType() }

// Build builds the model and fills it. With kept it also returns the kept windows,
// nil when there are none. It can be called once.
func (f *File) Build(o nn.Options, kept bool) (*nn.Model, *Kept, error) {
	if d := f.DType(); d.Integer() {
		return nil, nil, fmt.Errorf("firmware/bundle: the file holds %v; ask for that precision, or train again", d)
	}
	m, err := nn.Build(f.Spec, o)
	if err != nil {
		return nil, nil, err
	}
	k, err := f.fill(m, kept)
	return m, k, err
}

// fill loads the tensors of m and, if wanted, the kept windows.
func (f *File) fill(m nn.Net, kept bool) (*Kept, error) {
	if err := f.checkOutputs(m); err != nil {
		return nil, err
	}
	if !kept || len(f.file.Extras(m)) == 0 {
		return nil, f.file.Load(m)
	}
	all := wanted()
	if err := f.file.Load(m, all...); err != nil {
		return nil, err
	}
	return keptFrom(all, KeptLayout(f.Spec, m.Outputs(), len(f.Bundle.Targets)))
}

func (f *File) checkOutputs(m nn.Net) error {
	n := m.Outputs()
	if t := len(f.Bundle.Targets); t > 0 && t != n {
		return fmt.Errorf("firmware/bundle: %d outputs for %d targets; train again", n, t)
	}
	if c := len(f.Bundle.Classes); c > n && !(c == 2 && n == 1) {
		return fmt.Errorf("firmware/bundle: %d outputs for %d classes; train again", n, c)
	}
	return nil
}
