package record

import (
	"archive/zip"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
)

// array writes one array into an archive, in the format .npy version 1 (numpy.lib.format):
// the header is filled up so that the data begins at a multiple of 64 bytes.
func array(z *zip.Writer, name, dtype string, shape []int, data func(io.Writer) error) error {
	w, err := z.CreateHeader(&zip.FileHeader{Name: name + ".npy", Method: zip.Store})
	if err != nil {
		return err
	}
	var extents strings.Builder
	for _, n := range shape {
		fmt.Fprintf(&extents, "%d,", n)
	}
	head := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': (%s), }", dtype, extents.String())
	head += strings.Repeat(" ", 63-(10+len(head))%64) + "\n"
	start := append([]byte("\x93NUMPY\x01\x00"), byte(len(head)), byte(len(head)>>8))
	if _, err := w.Write(append(start, head...)); err != nil {
		return err
	}
	return data(w)
}

// plain writes a slice of numbers, little-endian.
func plain(slice any) func(io.Writer) error {
	return func(w io.Writer) error { return binary.Write(w, binary.LittleEndian, slice) }
}
