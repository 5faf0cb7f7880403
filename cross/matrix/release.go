package main

import (
	"context"
	"path/filepath"
	"strings"
)

// shipTools is what the tests of releases, packages and deployment run.
func shipTools() []tool {
	return []tool{
		{"/usr/sbin/sshd", "openssh-server"},
		{"minisign", "minisign"},
		{"lintian", "lintian"},
		{"debootstrap", "debootstrap"},
		{"systemd-analyze", "systemd"},
		{"curl", "curl"},
		{"qemu-system-aarch64", "qemu-system-arm"},
		{"/usr/sbin/mkfs.ext4", "e2fsprogs"},
	}
}

// release is a step that makes a release, which checks its sizes, and the packages of it.
func (e *env) release() step {
	return step{"release and packages", func(ctx context.Context) (r result) {
		for _, c := range []command{cmd("go", "run", "./cross/release"), cmd("go", "run", "./cross/pack")} {
			out, err := c.exec(ctx, e.root).CombinedOutput()
			if err != nil {
				r.fail("%s: %v\n%s", c, err, out)
				return r
			}
			for line := range strings.Lines(string(out)) {
				if f := strings.Fields(line); len(f) > 2 && f[2] == "MB" {
					r.note += strings.TrimPrefix(f[0], "edgetune-") + " " + f[1] + " MB "
				}
			}
		}
		return r
	}}
}

// image is a step that writes an image for an SD card and boots it.
func (e *env) image() step {
	module := env{root: filepath.Join(e.root, "cross/image")}
	return module.goTest("an SD-card image boots", nil, "./...")
}
