package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	diskfs "github.com/diskfs/go-diskfs"
	"github.com/diskfs/go-diskfs/partition/mbr"
)

// image is what gets written, and of what.
type image struct {
	edgetune, config, model string
	out                     string

	work string // a folder for the parts
}

// The partitions, in bytes. The image grows to no card: perm is enough for the state of
// a learner, and the rest of the card levels its wear.
const (
	mib      = 1 << 20
	bootSize = 100 * mib
	rootSize = 80 * mib
	permSize = 248 * mib
	start    = 4 * mib                                  // of the first partition
	size     = start + bootSize + 2*rootSize + permSize // 512 MiB: qemu wants a power of two
	sector   = 512
)

// write makes the parts and puts them together. A failure leaves no image.
func (m *image) write(ctx context.Context) (err error) {
	if m.config == "" || m.model == "" {
		return errors.New("-config and -model are missing; the image starts learning with them")
	}
	if m.work, err = os.MkdirTemp("", "edgetune-image"); err != nil {
		return err
	}
	defer os.RemoveAll(m.work)
	parts, err := m.systems(ctx)
	if err != nil {
		return err
	}
	if err := m.assemble(ctx, parts); err != nil {
		return errors.Join(err, os.Remove(m.out))
	}
	return nil
}

// assemble writes the table of partitions, the boot partition, and copies the others in.
func (m *image) assemble(ctx context.Context, parts []string) error {
	if err := os.MkdirAll(filepath.Dir(m.out), 0o755); err != nil {
		return err
	}
	if err := os.RemoveAll(m.out); err != nil {
		return err
	}
	d, err := diskfs.Create(m.out, size, diskfs.SectorSizeDefault)
	if err != nil {
		return err
	}
	if err := d.Partition(table()); err != nil {
		return err
	}
	if err := m.boot(ctx, d); err != nil {
		return err
	}
	if err := d.Close(); err != nil {
		return err
	}
	return m.copy(parts)
}

// table is boot, root, a spare root, perm: the numbers that gokrazy expects.
func table() *mbr.Table {
	t := &mbr.Table{LogicalSectorSize: sector, PhysicalSectorSize: sector}
	at := start
	for i, bytes := range []int{bootSize, rootSize, rootSize, permSize} {
		kind := mbr.Linux
		if i == 0 {
			kind = mbr.Fat32LBA
		}
		t.Partitions = append(t.Partitions, &mbr.Partition{Index: i + 1, Type: kind, Start: uint32(at / sector), Size: uint32(bytes / sector)})
		at += bytes
	}
	return t
}

// copy copies the file systems behind the boot partition, and flushes.
func (m *image) copy(parts []string) error {
	f, err := os.OpenFile(m.out, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	at := int64(start + bootSize)
	for _, path := range parts {
		n, err := copyAt(f, at, path)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		at += n
	}
	return f.Sync()
}

func copyAt(to *os.File, at int64, path string) (int64, error) {
	from, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer from.Close()
	return io.Copy(io.NewOffsetWriter(to, at), from)
}
