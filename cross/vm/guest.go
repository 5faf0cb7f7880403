package vm

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"edgetune/cross/vm/initramfs"
	"edgetune/cross/vm/job"
)

// Config says what to boot.
type Config struct {
	Root    string // of the module
	Machine Machine
	Job     job.Job
	Init    string            // the binary of cross/vm/guest
	Modules []string          // of the kernel, beside those that the disks need
	Copies  map[string]string // files of the host by their path in the guest
	Texts   map[string][]byte // small files by their path in the guest
	Disks   []Disk
}

// Guest is a running machine. One goroutine uses it.
type Guest struct {
	cmd     *exec.Cmd
	lines   *bufio.Scanner
	console []string
	status  int
	ended   bool // with a status
}

// Start boots a machine; dir is for its initramfs. When ctx ends it is killed.
func Start(ctx context.Context, dir string, c Config) (*Guest, error) {
	initrd := filepath.Join(dir, "initramfs.cpio")
	if err := c.writeInitramfs(initrd); err != nil {
		return nil, fmt.Errorf("vm: %w", err)
	}
	args, err := c.Machine.args(c.Root, initrd)
	if err != nil {
		return nil, err
	}
	for i, d := range c.Disks {
		args = append(args, d.args(i)...)
	}
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("vm: %w", err)
	}
	cmd.Stderr = cmd.Stdout
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("vm: %w; apt-get install qemu-system-arm", err)
	}
	g := &Guest{cmd: cmd, lines: bufio.NewScanner(out)}
	g.lines.Buffer(nil, 1<<20)
	return g, nil
}

func (c Config) writeInitramfs(path string) error {
	text, err := json.Marshal(c.Job)
	if err != nil {
		return err
	}
	texts := map[string][]byte{job.File: text}
	for name, b := range c.Texts {
		texts[name] = b
	}
	modules := c.Modules
	if len(c.Disks) > 0 {
		modules = append([]string{"virtio_blk", "crc32c_generic", "ext4"}, modules...)
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	err = initramfs.Image{
		Init: c.Init, Kernel: c.Machine.Kernel.Folder(c.Root), Modules: modules,
		Copies: c.Copies, Texts: texts, Dirs: []string{"/dev", "/proc", "/sys", "/run", "/tmp"},
	}.Write(f)
	return errors.Join(err, f.Close())
}

// Next returns the next line of the console, io.EOF when the machine has stopped.
func (g *Guest) Next() (string, error) {
	if !g.lines.Scan() {
		if err := g.lines.Err(); err != nil {
			return "", fmt.Errorf("vm: %w", err)
		}
		return "", io.EOF
	}
	line := strings.TrimRight(g.lines.Text(), "\r")
	g.console = append(g.console, line)
	if status, ok := job.ParseExit([]byte(line)); ok {
		g.status, g.ended = status, true
	}
	return line, nil
}

// Await reads the console up to the first line that has text in it.
func (g *Guest) Await(text string) (string, error) {
	for {
		line, err := g.Next()
		if err != nil {
			return "", fmt.Errorf("vm: the machine stopped before %q: %w", text, err)
		}
		if strings.Contains(line, text) {
			return line, nil
		}
	}
}

// Wait reads the console until the job has ended, and returns its exit status. It does
// not wait for the machine to stop: some boards have no power switch, and the guest has
// synced its disks.
func (g *Guest) Wait() (status int, err error) {
	for err == nil && !g.ended {
		_, err = g.Next()
	}
	switch {
	case g.ended:
		return g.status, g.Kill()
	case errors.Is(err, io.EOF):
		err = errors.New("vm: the machine stopped without an exit status")
	}
	return 1, errors.Join(err, g.Kill())
}

// Kill cuts the power: what the guest had not synced is lost.
func (g *Guest) Kill() error {
	if err := g.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("vm: %w", err)
	}
	_ = g.cmd.Wait() // it was killed, and says so
	return nil
}

// Console returns what was read so far.
func (g *Guest) Console() string { return strings.Join(g.console, "\n") }
