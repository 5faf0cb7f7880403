package native

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// replace writes a file so that a crash or a power cut leaves the old content or
// the new one: a temporary file in the same folder is written, synced, and renamed
// over path, and the folder is synced.
func replace(path string, write func(io.Writer) error) error {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, "."+filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("nn/codec/native: %w", err)
	}
	defer os.Remove(f.Name()) // nothing is there after the rename
	if err := fill(f, write); err != nil {
		return fmt.Errorf("nn/codec/native: %s: %w", path, err)
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return fmt.Errorf("nn/codec/native: %w", err)
	}
	return syncDir(dir)
}

// fill writes, syncs and closes f. Others may read it, as any file.
func fill(f *os.File, write func(io.Writer) error) error {
	err := write(f)
	if err == nil {
		err = f.Chmod(0o644)
	}
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("nn/codec/native: %w", err)
	}
	defer d.Close()
	if err := d.Sync(); err != nil {
		return fmt.Errorf("nn/codec/native: %s: %w", dir, err)
	}
	return nil
}
