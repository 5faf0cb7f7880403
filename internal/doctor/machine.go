package doctor

import (
	"context"
	"io/fs"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Machine is where the doctor looks.
type Machine struct {
	Files   fs.FS                                // the root of the file system
	Now     time.Time                            // of the board's clock
	Kernels string                               // the set that was chosen
	CPU     []string                             // what of the processor kernels may use
	Open    func(device string) error            // opens a device for reading and writing
	Space   func(dir string) (Space, error)      // of the file system that a folder is on
	Run     func(argv ...string) (string, error) // a program of the board
}

// Space is how much room a file system has, in bytes.
type Space struct{ Free, Size uint64 }

// Local is this machine.
func Local(ctx context.Context, kernels string, cpu []string) Machine {
	return Machine{
		Files: os.DirFS("/"), Now: time.Now(), Kernels: kernels, CPU: cpu,
		Open: func(device string) error {
			f, err := os.OpenFile(device, os.O_RDWR|syscall.O_NONBLOCK, 0)
			if err == nil {
				err = f.Close()
			}
			return err
		},
		Space: space,
		Run: func(argv ...string) (string, error) {
			ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
			defer cancel()
			out, err := exec.CommandContext(ctx, argv[0], argv[1:]...).Output()
			return string(out), err
		},
	}
}

// text reads a small file, without the zeros and spaces at its end; "" if there is none.
func (m Machine) text(path string) string {
	b, err := fs.ReadFile(m.Files, path)
	if err != nil {
		return ""
	}
	return strings.TrimRight(string(b), "\x00\n \t")
}

// number reads a file that holds one number, decimal or as 0x…
func (m Machine) number(path string) (int64, bool) {
	n, err := strconv.ParseInt(m.text(path), 0, 64)
	return n, err == nil
}

// has reports whether a path is there.
func (m Machine) has(path string) bool {
	_, err := fs.Stat(m.Files, path)
	return err == nil
}

// glob lists the paths that fit; the patterns are ours and well formed.
func (m Machine) glob(pattern string) []string {
	list, err := fs.Glob(m.Files, pattern)
	if err != nil {
		return nil
	}
	return list
}

// field finds the value of "key : value" in lines of a text.
func field(text, key string) string {
	for line := range strings.Lines(text) {
		if k, v, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(k) == key {
			return strings.TrimSpace(v)
		}
	}
	return ""
}
