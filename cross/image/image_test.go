package main

import (
	"bufio"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// config is a service that learns from the load of the board.
const config = `[model]
file = "/etc/edgetune/model.safetensors"
[[sensor]]
driver = "host"
rate = 9
channels = ["load"]
`

// TestBoots writes an image, starts a Pi 3 of qemu's with it, and waits until the
// service in it is healthy.
func TestBoots(t *testing.T) {
	if testing.Short() {
		t.Skip("builds edgetune and boots an image")
	}
	for _, program := range []string{"qemu-system-aarch64", "mkfs.ext4"} {
		if _, err := exec.LookPath(program); err != nil {
			if os.Getenv("CI") != "" {
				t.Fatalf("no %s: apt-get install qemu-system-arm e2fsprogs", program)
			}
			t.Skipf("no %s: apt-get install qemu-system-arm e2fsprogs", program)
		}
	}
	dir := t.TempDir()
	m := image{edgetune: filepath.Join(dir, "edgetune"), config: filepath.Join(dir, "c.toml"), model: filepath.Join(dir, "m"), out: filepath.Join(dir, "sd.img")}
	compile(t, m.edgetune, "arm64")
	learn(t, dir, m.model)
	if err := os.WriteFile(m.config, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := m.write(t.Context()); err != nil {
		t.Fatal(err)
	}
	said := boot(t, m.out)
	for try := 1; try < 3 && strings.Contains(said, oops); try++ {
		t.Log("a driver crashed the emulated kernel; booting again\n" + said)
		said = boot(t, m.out)
	}
	t.Log(said)
	if !strings.Contains(said, `"status":"ok"`) {
		t.Fatal("the service is not healthy")
	}
}

func run(t *testing.T, c *exec.Cmd) {
	t.Helper()
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", c.Args, err, out)
	}
}

func compile(t *testing.T, path, arch string) {
	t.Helper()
	c := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", path, "./cmd/edgetune")
	c.Dir, c.Env = "../..", append(os.Environ(), "CGO_ENABLED=0", "GOARCH="+arch)
	run(t, c)
}

// learn makes a model of six seconds of this machine's load.
func learn(t *testing.T, dir, model string) {
	t.Helper()
	native, turns, data := filepath.Join(dir, "native"), filepath.Join(dir, "turns.csv"), filepath.Join(dir, "data")
	compile(t, native, "")
	if err := os.WriteFile(turns, []byte("0,idle\n3,busy\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, exec.Command(native, "sensors", "record", "host", "rate=9", "channels=load", "--classes", "idle,busy", "--labels", turns, "--time", "6s", "--out", data))
	run(t, exec.Command(native, "train", "--data", data, "--out", model))
}

// boot returns what the image says of its service, or the end of the log.
func boot(t *testing.T, sd string) string {
	t.Helper()
	kernel, err := moduleDir(t.Context(), "github.com/gokrazy/kernel.rpi")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	// qemu's watchdog restarts the board as soon as it is opened, and it has no VideoCore:
	// now and then the driver that talks to it crashes while the kernel starts.
	c := exec.CommandContext(ctx, "qemu-system-aarch64", "-M", "raspi3b", "-kernel", kernel+"/vmlinuz", "-dtb", kernel+"/bcm2710-rpi-3-b.dtb",
		"-append", "earlycon=pl011,0x3f201000 keep_bootcon printk.devkmsg=on initcall_blacklist=bcm2835_wdt_driver_init,vchiq_driver_init "+strings.TrimSpace(cmdline),
		"-drive", "file="+sd+",if=sd,format=raw", "-serial", "stdio", "-display", "none", "-no-reboot")
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	defer c.Wait()
	defer cancel()
	return healthy(out)
}

// oops is the end of a kernel whose own driver crashed; a first process that dies ends it
// with other words.
const oops = "Kernel panic - not syncing: Oops"

// healthy reads the console up to the line of the first process.
func healthy(console io.Reader) string {
	var last []string
	for lines := bufio.NewScanner(console); lines.Scan(); {
		if _, said, ok := strings.Cut(lines.Text(), "edgetune: healthy "); ok {
			return said
		}
		if last = append(last, lines.Text()); len(last) > 40 {
			last = last[1:]
		}
		if strings.Contains(lines.Text(), oops) {
			break
		}
	}
	return strings.Join(last, "\n")
}
