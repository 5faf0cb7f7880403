package microphone

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// recorder is a running arecord.
type recorder struct {
	cmd  *exec.Cmd
	out  *os.File
	said said
}

// wake is how often a read that waits looks at its context.
const wake = 100 * time.Millisecond

// start runs arecord.
func start(c Conf) (*recorder, error) {
	r := &recorder{}
	out, in, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("sensors/microphone: %w", err)
	}
	defer in.Close()
	r.out = out
	r.cmd = exec.Command(c.Program, "-q", "-D", c.Device, "-t", "raw",
		"-f", fmt.Sprintf("S%d_LE", c.Bits), "-r", fmt.Sprintf("%.0f", c.Rate), "-c", fmt.Sprint(len(c.Channels)))
	r.cmd.Stdout, r.cmd.Stderr = in, &r.said
	r.cmd.WaitDelay = time.Second
	if err := r.cmd.Start(); err != nil {
		_ = out.Close()
		if errors.Is(err, exec.ErrNotFound) || errors.Is(err, os.ErrNotExist) {
			return nil, fmt.Errorf("sensors/microphone: %s is missing (%w); install it: sudo apt install alsa-utils", c.Program, err)
		}
		return nil, fmt.Errorf("sensors/microphone: %s: %w", c.Program, err)
	}
	return r, nil
}

// read waits for bytes.
func (r *recorder) read(ctx context.Context, p []byte) (int, error) {
	for {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		if err := r.out.SetReadDeadline(time.Now().Add(wake)); err != nil {
			return 0, err
		}
		n, err := r.out.Read(p)
		if n > 0 {
			return n, nil
		}
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			return 0, err
		}
	}
}

// pipeSize is how much a pipe of Linux holds (pipe(7)).
const pipeSize = 1 << 16

// waiting reads what is in the pipe already.
func (r *recorder) waiting(p []byte) int {
	if r.out.SetReadDeadline(time.Now().Add(time.Millisecond)) != nil {
		return 0
	}
	n, _ := r.out.Read(p) // an error comes again with the next read
	return n
}

// overruns returns how many times the card lost frames since the last call.
func (r *recorder) overruns() int { return r.said.overruns() }

// kill ends arecord and waits for it.
func (r *recorder) kill() {
	_ = r.cmd.Process.Kill()
	_ = r.cmd.Wait()
	_ = r.out.Close()
}

// stop cleans up after arecord has ended and returns what it said, with what to do.
func (r *recorder) stop(c Conf, err error) error {
	_ = r.cmd.Process.Kill()
	status := r.cmd.Wait()
	_ = r.out.Close()
	if status != nil {
		err = status
	}
	text := r.said.text()
	hint := hintFor(text)
	return fmt.Errorf("sensors/microphone: %s: %s ended (%w): %s; %s", c.Device, c.Program, err, text, hint)
}

// hintFor says what to do about what arecord said.
func hintFor(text string) string {
	for _, h := range [][2]string{
		{"Permission denied", "add the user to the group audio: sudo usermod -aG audio $USER, then log in again"},
		{"resource busy", "another program records; end it, or use a device that shares, as dsnoop"},
		{"No such file", "`arecord -l` shows the cards and `arecord -L` the names of the devices"},
		{"Unknown PCM", "`arecord -l` shows the cards and `arecord -L` the names of the devices"},
		{"available", "the card has no such format, rate or number of channels; `arecord --dump-hw-params` shows what it has"},
	} {
		if strings.Contains(text, h[0]) {
			return h[1]
		}
	}
	return "unplugged? `arecord -l` shows the cards; it is started again with the next reading"
}

// said keeps the end of what arecord writes about itself.
type said struct {
	mu   sync.Mutex
	tail []byte
	lost int
}

// maxSaid is how many bytes of it are kept.
const maxSaid = 1024

// Write implements io.Writer.
func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lost += bytes.Count(p, []byte("overrun"))
	s.tail = append(s.tail, p...)
	if over := len(s.tail) - maxSaid; over > 0 {
		s.tail = append(s.tail[:0], s.tail[over:]...)
	}
	return len(p), nil
}

func (s *said) overruns() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.lost
	s.lost = 0
	return n
}

// text returns it on one line.
func (s *said) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	words := strings.Join(strings.Fields(string(s.tail)), " ")
	if words == "" {
		return "it said nothing"
	}
	return words
}
