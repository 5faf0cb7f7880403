package bridge

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"edgetune/sensors/chip/model"
)

// Bridge is an MCP2221 that the kernel believes to be plugged in.
type Bridge struct {
	file *os.File
	chip mcp2221
}

// Plug plugs a bridge to a bus of register models in. It needs root.
func Plug(bus *model.Bus) (*Bridge, error) {
	f, err := os.OpenFile("/dev/uhid", os.O_RDWR, 0)
	if err != nil {
		return nil, fmt.Errorf("bridge: %w; load the module uhid, as root", err)
	}
	if err := create(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &Bridge{f, mcp2221{bus: bus}}, nil
}

// Serve answers the kernel until the bridge is closed.
func (b *Bridge) Serve() error {
	event := make([]byte, uhidEvent)
	for {
		n, err := b.file.Read(event)
		if errors.Is(err, fs.ErrClosed) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("bridge: %w", err)
		}
		request, ok := output(event[:n])
		if !ok {
			continue
		}
		if answer, ok := b.chip.answer(request); ok {
			if err := input(b.file, answer); err != nil && !unplugged(err) {
				return fmt.Errorf("bridge: %w", err)
			}
		}
	}
}

// unplugged says that nobody takes an answer any more.
func unplugged(err error) bool {
	return errors.Is(err, fs.ErrClosed) || errors.Is(err, syscall.EINVAL)
}

// Unplug takes the device away, as a pulled cable does, and returns when nobody has
// the bus open any more.
func (b *Bridge) Unplug() error { return destroy(b.file) }

// Close unplugs the device where it is still there, and ends Serve.
func (b *Bridge) Close() error { return b.file.Close() }

// Wait returns the name of the bus, "i2c-0", once the kernel has made it.
func (b *Bridge) Wait(limit time.Duration) (string, error) {
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if name := adapter(); name != "" {
			return name, nil
		}
	}
	return "", fmt.Errorf("bridge: no adapter after %v; load the modules hid-mcp2221 and i2c-dev", limit)
}

// adapter finds the bus of an MCP2221 whose device file is there.
func adapter() string {
	names, _ := filepath.Glob("/sys/bus/i2c/devices/i2c-*/name")
	for _, n := range names {
		text, err := os.ReadFile(n)
		if err != nil || !strings.HasPrefix(string(text), "MCP2221") {
			continue
		}
		bus := filepath.Base(filepath.Dir(n))
		if _, err := os.Stat("/dev/" + bus); err == nil {
			return bus
		}
	}
	return ""
}
