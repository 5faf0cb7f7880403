package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// systems makes the file systems behind the boot partition: root, its spare, perm.
func (m *image) systems(ctx context.Context) ([]string, error) {
	dir := filepath.Join(m.work, "root")
	if err := m.fill(ctx, dir); err != nil {
		return nil, err
	}
	root, perm := filepath.Join(m.work, "root.ext4"), filepath.Join(m.work, "perm.ext4")
	if err := format(ctx, root, rootSize, "-d", dir); err != nil {
		return nil, err
	}
	if err := format(ctx, perm, permSize); err != nil {
		return nil, err
	}
	return []string{root, root, perm}, nil
}

// format makes an ext4 file system in a file.
func format(ctx context.Context, path string, bytes int, args ...string) error {
	args = append(append([]string{"-q", "-E", "root_owner=0:0"}, args...), path, fmt.Sprintf("%dk", bytes>>10))
	out, err := exec.CommandContext(ctx, "mkfs.ext4", args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("mkfs.ext4: %w\n%s", err, out)
	}
	return nil
}

// fill makes the folder that becomes the root.
func (m *image) fill(ctx context.Context, dir string) error {
	for _, d := range []string{"gokrazy", "user", "etc/edgetune", "lib", "dev", "proc", "sys", "tmp", "perm", "run"} {
		if err := os.MkdirAll(filepath.Join(dir, d), 0o755); err != nil {
			return err
		}
	}
	for to, from := range map[string]string{
		"user/edgetune": m.edgetune, "etc/edgetune/edgetune.toml": m.config, "etc/edgetune/model.safetensors": m.model,
	} {
		if err := copyFile(filepath.Join(dir, to), from); err != nil {
			return err
		}
	}
	for name, pkg := range map[string]string{"init": "./init", "dhcp": "github.com/gokrazy/gokrazy/cmd/dhcp"} {
		if err := build(ctx, filepath.Join(dir, "gokrazy", name), pkg); err != nil {
			return err
		}
	}
	kernel, err := moduleDir(ctx, "github.com/gokrazy/kernel.rpi")
	if err != nil {
		return err
	}
	if err := os.CopyFS(filepath.Join(dir, "lib/modules"), os.DirFS(filepath.Join(kernel, "lib/modules"))); err != nil {
		return err
	}
	return settings(dir)
}

// settings writes the small files: the name, and links to what may be written.
func settings(dir string) error {
	if err := os.WriteFile(filepath.Join(dir, "etc/hostname"), []byte("edgetune"), 0o644); err != nil {
		return err
	}
	for link, to := range map[string]string{"etc/resolv.conf": filepath.Join("/tmp", "resolv.conf"), "var": "/perm/var"} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			return err
		}
	}
	return nil
}

func copyFile(to, from string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o755)
}

// build compiles a program for the board, in this module.
func build(ctx context.Context, to, pkg string) error {
	c := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", to, pkg)
	c.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH=arm64")
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("build %s: %w\n%s", pkg, err, out)
	}
	return nil
}
