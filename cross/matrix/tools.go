package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// tool is a program, or a file, and the Debian package that brings it.
type tool struct{ need, pkg string }

func tools(quick, torch bool) []tool {
	need := []tool{{"qemu-aarch64-static", "qemu-user-static"}}
	if !quick {
		need = append(need, tool{"qemu-arm-static", "qemu-user-static"},
			tool{"aarch64-linux-gnu-as", "binutils-aarch64-linux-gnu"},
			tool{"arm-linux-gnueabihf-as", "binutils-arm-linux-gnueabihf"},
			tool{"qemu-aarch64", "qemu-user"},                              // with plugins, for cross/icount
			tool{"gcc", "gcc"}, tool{"/usr/include/stdlib.h", "libc6-dev"}, // the race detector
			tool{"/usr/lib/python3/dist-packages/numpy", "python3-numpy"}, // docs/own-data.md
			tool{"chromium", "chromium"})                                  // the page
		need = append(need, shipTools()...)
	}
	if torch {
		need = append(need, tool{"/usr/lib/python3/dist-packages/torch", "python3-torch"})
	}
	return need
}

func (t tool) missing() bool {
	if strings.HasPrefix(t.need, "/") {
		_, err := os.Stat(t.need)
		return err != nil
	}
	_, err := exec.LookPath(t.need)
	return err != nil
}

// install brings the missing tools with apt-get, as root or with a sudo that asks
// nothing, and otherwise says what to install.
func install(ctx context.Context, want []tool) error {
	var pkgs []string
	for _, t := range want {
		if t.missing() {
			pkgs = append(pkgs, t.pkg)
		}
	}
	if len(pkgs) == 0 {
		return nil
	}
	hint := "sudo apt-get install " + strings.Join(pkgs, " ")
	var sudo []string
	if os.Getuid() != 0 {
		sudo = []string{"sudo", "-n"}
	}
	fmt.Println("installing", strings.Join(pkgs, " "))
	for _, args := range [][]string{{"update", "-qq"}, append([]string{"install", "-qqy", "--no-install-recommends"}, pkgs...)} {
		argv := append(sudo, append([]string{"apt-get"}, args...)...)
		c := exec.CommandContext(ctx, argv[0], argv[1:]...)
		c.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		if out, err := c.CombinedOutput(); err != nil {
			return fmt.Errorf("cannot install what is missing: %s: %w\n%s\ninstall it: %s", strings.Join(argv, " "), err, out, hint)
		}
	}
	return nil
}
