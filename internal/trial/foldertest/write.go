package foldertest

import (
	"archive/zip"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Folder is a data folder in the making: change what a test is about, then Write.
type Folder struct {
	Meta   map[string]any
	Arrays map[string]Array
}

// Array is one array: the type as NumPy writes it, like "<f4", and a slice of that
// type.
type Array struct {
	DType string
	Shape []int
	Data  any
}

// Write makes the folder.
func (f Folder) Write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	text, err := json.Marshal(f.Meta)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "meta.json"), text, 0o644); err != nil {
		return err
	}
	out, err := os.Create(filepath.Join(dir, "data.npz"))
	if err != nil {
		return err
	}
	defer out.Close()
	z := zip.NewWriter(out)
	for _, name := range slices.Sorted(maps.Keys(f.Arrays)) {
		w, err := z.Create(name + ".npy")
		if err != nil {
			return err
		}
		if err := f.Arrays[name].write(w); err != nil {
			return err
		}
	}
	return z.Close()
}

// write writes the array as a .npy file of version 1.
func (a Array) write(w io.Writer) error {
	var shape strings.Builder
	for _, n := range a.Shape {
		fmt.Fprintf(&shape, "%d,", n)
	}
	head := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': (%s), }\n", a.DType, shape.String())
	for _, part := range []any{[]byte("\x93NUMPY\x01\x00"), uint16(len(head)), []byte(head), a.Data} {
		if err := binary.Write(w, binary.LittleEndian, part); err != nil {
			return err
		}
	}
	return nil
}
