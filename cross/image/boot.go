package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/diskfs/go-diskfs/disk"
	"github.com/diskfs/go-diskfs/filesystem"

	// The modules that bring the files; nothing of them is called.
	_ "github.com/gokrazy/firmware"
	_ "github.com/gokrazy/kernel.rpi"
)

// cmdline is what the kernel is told.
const cmdline = "console=ttyS0,115200 root=/dev/mmcblk0p2 ro init=/gokrazy/init rootwait panic=10 oops=panic\n"

// bootConfig is config.txt: 64 bits, I2C and SPI on.
const bootConfig = "arm_64bit=1\nkernel=vmlinuz\nenable_uart=1\ndtparam=i2c_arm=on\ndtparam=spi=on\n"

// moduleDir is where the files of a module lie.
func moduleDir(ctx context.Context, module string) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", module).Output()
	if err != nil || strings.TrimSpace(string(out)) == "" {
		return "", fmt.Errorf("module %s: %w; run this in cross/image, after go mod download", module, err)
	}
	return strings.TrimSpace(string(out)), nil
}

// bootFiles lists firmware, kernel and device trees.
func bootFiles(ctx context.Context) (files []string, err error) {
	for module, patterns := range map[string][]string{
		"github.com/gokrazy/firmware":   {"bootcode.bin", "start.elf", "start4.elf", "fixup.dat", "fixup4.dat"},
		"github.com/gokrazy/kernel.rpi": {"vmlinuz", "*.dtb"},
	} {
		dir, err := moduleDir(ctx, module)
		if err != nil {
			return nil, err
		}
		for _, p := range patterns {
			list, err := filepath.Glob(filepath.Join(dir, p))
			if err != nil || len(list) == 0 {
				return nil, fmt.Errorf("module %s has no %s", module, p)
			}
			files = append(files, list...)
		}
	}
	return files, nil
}

// boot writes the first partition, which the firmware reads.
func (m *image) boot(ctx context.Context, d *disk.Disk) error {
	fs, err := d.CreateFilesystem(disk.FilesystemSpec{Partition: 1, FSType: filesystem.TypeFat32, VolumeLabel: "BOOT"})
	if err != nil {
		return err
	}
	files, err := bootFiles(ctx)
	if err != nil {
		return err
	}
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err == nil {
			err = put(fs, filepath.Base(path), data)
		}
		if err != nil {
			return err
		}
	}
	return errors.Join(put(fs, "cmdline.txt", []byte(cmdline)), put(fs, "config.txt", []byte(bootConfig)))
}

func put(fs filesystem.FileSystem, name string, data []byte) error {
	f, err := fs.OpenFile(name, os.O_CREATE|os.O_RDWR)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}
