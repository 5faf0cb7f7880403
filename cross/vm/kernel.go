package vm

import (
	"fmt"
	"os"
	"path/filepath"
)

// Kernel is a Debian kernel package.
type Kernel struct {
	Arch    string // of Debian
	Package string // the metapackage that names the newest one
	Suite   string // of Debian
}

// The kernels of the machines. Linux 6.12 is the first of Debian's that settles an I2C
// bus of the bridge at once; the Pi Zero's is the one that Debian builds for its
// ARM1176.
var (
	ARM64 = Kernel{"arm64", "linux-image-arm64", "bookworm-backports"}
	RPi   = Kernel{"armel", "linux-image-rpi", "bookworm"}
)

// Kernels lists them.
func Kernels() []Kernel { return []Kernel{ARM64, RPi} }

// Dir is where the kernels lie, below the root of the module.
func Dir(root string) string { return filepath.Join(root, "build", "vm") }

// Folder is where the kernel is unpacked.
func (k Kernel) Folder(root string) string { return filepath.Join(Dir(root), k.Arch) }

// Image finds the file that qemu starts.
func (k Kernel) Image(root string) (string, error) {
	return k.find(root, "boot/vmlinuz-*")
}

// DeviceTree finds the description of a board, "bcm2837-rpi-3-b.dtb".
func (k Kernel) DeviceTree(root, name string) (string, error) {
	path, err := k.find(root, "usr/lib/linux-image-*/"+name)
	if err != nil {
		return k.find(root, "usr/lib/linux-image-*/broadcom/"+name)
	}
	return path, nil
}

func (k Kernel) find(root, pattern string) (string, error) {
	found, err := filepath.Glob(filepath.Join(k.Folder(root), pattern))
	if err != nil || len(found) != 1 {
		return "", fmt.Errorf("vm: no %s of Debian's package %s in %s; `go run ./cross/vm/fetch` brings it", pattern, k.Package, k.Folder(root))
	}
	return found[0], nil
}

// Missing reports whether the kernel has yet to be fetched.
func (k Kernel) Missing(root string) bool {
	_, err := os.Stat(k.Folder(root))
	return err != nil
}
