package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"edgetune/cross/vm/initramfs"
	"edgetune/cross/vm/job"
)

// prepare mounts what every program expects and loads the modules.
func prepare() error {
	for _, m := range []struct{ kind, path string }{
		{"proc", "/proc"}, {"sysfs", "/sys"}, {"devtmpfs", "/dev"}, {"tmpfs", "/run"}, {"tmpfs", "/tmp"},
	} {
		if err := os.MkdirAll(m.path, 0o755); err != nil {
			return err
		}
		if err := unix.Mount(m.kind, m.path, m.kind, 0, ""); err != nil && !errors.Is(err, unix.EBUSY) {
			return fmt.Errorf("mount %s: %w", m.path, err)
		}
	}
	order, err := os.ReadFile(initramfs.Order)
	if err != nil {
		return err
	}
	for _, name := range strings.Fields(string(order)) {
		if err := load(filepath.Join(initramfs.Folder, name+".ko")); err != nil {
			return fmt.Errorf("module %s: %w", name, err)
		}
	}
	return nil
}

func load(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := unix.FinitModule(int(f.Fd()), "", 0); !errors.Is(err, unix.EEXIST) {
		return err
	}
	return nil
}

// arrange mounts the disks of a job and brings up the loopback interface.
func arrange(j job.Job) error {
	for _, m := range j.Mounts {
		if err := mount(m); err != nil {
			return fmt.Errorf("mount %s on %s: %w", m.Device, m.Path, err)
		}
	}
	if j.Loopback {
		if err := loopback(); err != nil {
			return fmt.Errorf("interface lo: %w", err)
		}
	}
	return nil
}

// deviceWait is how long a disk may take to appear.
const deviceWait = 10 * time.Second

func mount(m job.Mount) error {
	if err := os.MkdirAll(m.Path, 0o755); err != nil {
		return err
	}
	for end := time.Now().Add(deviceWait); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if _, err := os.Stat(m.Device); err == nil {
			break
		}
	}
	return unix.Mount(m.Device, m.Path, "ext4", 0, m.Options)
}

func loopback() error {
	s, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0)
	if err != nil {
		return err
	}
	defer unix.Close(s)
	r, err := unix.NewIfreq("lo")
	if err != nil {
		return err
	}
	r.SetUint16(unix.IFF_UP | unix.IFF_RUNNING)
	return unix.IoctlIfreq(s, unix.SIOCSIFFLAGS, r)
}
