package replay

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
)

// maxRatio is the most that deflate can expand (zlib's documentation: 1032 to 1); an
// archive that claims more is lying about its sizes.
const maxRatio = 1100

// npz is an open archive of .npy files.
type npz struct {
	zip  *zip.Reader
	size int64
}

func newNPZ(r io.ReaderAt, size int64) (*npz, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("not a complete npz archive (%w); copy or save it again", err)
	}
	return &npz{z, size}, nil
}

// find returns the entry of an array, or nil.
func (z *npz) find(name string) *zip.File {
	for _, f := range z.zip.File {
		if f.Name == name+".npy" {
			return f
		}
	}
	return nil
}

// read reads a whole array; see readArray for columns.
func (z *npz) read(name string, columns func(h header) ([]int, error)) (*array, error) {
	f := z.find(name)
	if f == nil {
		return nil, fmt.Errorf("array %s is missing; add it to the archive", name)
	}
	a, err := z.readEntry(name, f, columns)
	if err != nil {
		return nil, fmt.Errorf("array %s: %w", name, err)
	}
	return a, nil
}

func (z *npz) readEntry(name string, f *zip.File, columns func(h header) ([]int, error)) (*array, error) {
	if f.CompressedSize64 > uint64(z.size) || f.UncompressedSize64 > maxRatio*(f.CompressedSize64+1) {
		return nil, errors.New("the archive claims a size that it cannot have; save it again")
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	h, err := readHeader(r)
	if err != nil {
		return nil, err
	}
	if len(h.shape) == 0 || h.count(0) == 0 {
		return nil, fmt.Errorf("shape %v holds nothing", h.shape)
	}
	if want := uint64(h.count(0)*h.dtype.size) + uint64(h.bytes); want != f.UncompressedSize64 {
		return nil, fmt.Errorf("shape %v of %s needs %d bytes, the file has %d; save it again", h.shape, h.dtype.name, want, f.UncompressedSize64)
	}
	var keep []int
	if columns != nil {
		if keep, err = columns(h); err != nil {
			return nil, err
		}
	}
	return readArray(name, h, r, keep)
}
