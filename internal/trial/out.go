package trial

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// mustWrite refuses a file that cannot be written, "" excepted, before the work that
// leads to it. What is at path stays as it is.
func mustWrite(path string) error {
	if path == "" {
		return nil
	}
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return fmt.Errorf("trial: %s is a folder; name a file to write", path)
	case err == nil && !info.Mode().IsRegular():
		return fmt.Errorf("trial: %s is no regular file, and would be replaced by one; name another", path)
	}
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, "."+filepath.Base(path)+".*") // as the codec does
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("trial: %s cannot be written: there is no folder %s; make it first", path, dir)
	case err != nil:
		return fmt.Errorf("trial: %s cannot be written: %w", path, err)
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}
