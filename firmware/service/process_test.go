package service_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/firmware/service"
	"edgetune/firmware/telemetry"
	"edgetune/internal/trial"
)

// childConfig names the configuration that this test, as another process, serves.
const childConfig = "SERVICE_TEST_CONFIG"

// child is the command run without its command line.
func child(path string) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	reload := make(chan os.Signal, 1)
	signal.Notify(reload, syscall.SIGHUP)
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	c, err := service.Load(path, nil)
	if err == nil {
		var s *service.Service
		s, err = service.New(ctx, service.Options{
			Config: c, Log: log, Version: "v0", Source: slowSource(), Notify: service.NewNotifier(os.Environ()), Env: os.Environ(),
			Reload:    func() (service.Config, error) { return service.Load(path, nil) },
			Listening: func(a net.Addr) { fmt.Println(a) },
		})
		if err == nil {
			debug.SetMemoryLimit(s.MemoryLimit())
			debug.FreeOSMemory()
			err = s.Run(ctx, reload)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		return 1
	}
	return 0
}

// process is the service as a process.
type process struct {
	cmd  *exec.Cmd
	url  string
	logs *logs
}

func spawn(t *testing.T, path string, env ...string) *process {
	t.Helper()
	p := &process{cmd: exec.Command(os.Args[0]), logs: &logs{}}
	p.cmd.Env = append(os.Environ(), append(env, childConfig+"="+path)...)
	out, err := p.cmd.StdoutPipe()
	require.NoError(t, err)
	p.cmd.Stderr = p.logs
	require.NoError(t, p.cmd.Start())
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait()
		http.DefaultClient.CloseIdleConnections()
	})
	address, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err, "%v", p.logs)
	p.url = "http://" + strings.TrimSpace(address)
	go io.Copy(io.Discard, out)
	return p
}

func (p *process) state() (s telemetry.State, err error) {
	a, err := http.Get(p.url + "/api/state")
	if err != nil {
		return s, err
	}
	defer a.Body.Close()
	return s, json.NewDecoder(a.Body).Decode(&s)
}

// writeConfig writes the configuration of an endless simulated machine with labels.
func writeConfig(t *testing.T, change func(*service.Config)) (path, state string) {
	t.Helper()
	c := config(t)
	c.Labels.Source, c.Labels.Wait = true, true
	c.Learn.CPUShare = 0.5
	if change != nil {
		change(&c)
	}
	path = filepath.Join(t.TempDir(), "edgetune.toml")
	f, err := os.Create(path)
	require.NoError(t, err)
	defer f.Close()
	require.NoError(t, c.Write(f))
	_, err = fmt.Fprintf(f, "[[sensor]]\ndriver = \"synth\"\noptions = {seed = 3, episodes = 100000}\n")
	require.NoError(t, err)
	return path, c.State.Folder
}

// TestSignals: READY when it is, SIGHUP reads the file again, SIGTERM saves and ends
// with 0, and systemd is told.
func TestSignals(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "notify")
	told, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: socket, Net: "unixgram"})
	require.NoError(t, err)
	defer told.Close()
	path, state := writeConfig(t, onSynth(t))
	p := spawn(t, path, "NOTIFY_SOCKET="+socket, "WATCHDOG_USEC=300000")
	wait := func(part string) {
		b := make([]byte, 4096)
		require.NoError(t, told.SetReadDeadline(time.Now().Add(20*time.Second)))
		for {
			n, err := told.Read(b)
			require.NoError(t, err, "systemd was not told %s", part)
			if strings.Contains(string(b[:n]), part) {
				return
			}
		}
	}
	wait("READY=1")
	wait("WATCHDOG=1")
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, []byte(strings.Replace(string(text), "cpu_share = 0.5", "cpu_share = 0.25", 1)), 0o600))
	require.NoError(t, p.cmd.Process.Signal(syscall.SIGHUP))
	require.Eventually(t, func() bool { return strings.Contains(p.logs.String(), "learn.cpu_share") }, 20*time.Second, 5*time.Millisecond)
	var before telemetry.State
	require.Eventually(t, func() bool {
		before, err = p.state()
		return err == nil && before.Windows > 20
	}, 20*time.Second, 5*time.Millisecond)
	require.NoError(t, p.cmd.Process.Signal(syscall.SIGTERM))
	wait("STOPPING=1")
	require.NoError(t, p.cmd.Wait(), "%v", p.logs)
	list, err := trial.History(state)
	require.NoError(t, err)
	assert.NotEqual(t, "start", list[0].What)
	assert.GreaterOrEqual(t, list[0].Windows, before.Windows)
}

// TestKill9 kills the process again and again: each start has at least what the one
// before had acknowledged.
func TestKill9(t *testing.T) {
	path, _ := writeConfig(t, onSynth(t))
	rounds := 6
	if testing.Short() {
		rounds = 2
	}
	sure := 0
	for i := range rounds {
		p := spawn(t, path)
		s, err := p.state()
		require.NoError(t, err)
		require.GreaterOrEqual(t, s.Windows, sure, "what was acknowledged is lost")
		goal := s.Windows + 40 + rand.IntN(500)
		require.Eventually(t, func() bool {
			s, err = p.state()
			return err == nil && s.Windows >= goal
		}, 30*time.Second, time.Millisecond, "%v", p.logs)
		sure = max(sure, int(numbers(p.url)["edgetune_windows_synced_total"]))
		if i%2 == 0 {
			require.NoError(t, p.cmd.Process.Signal(syscall.SIGKILL))
			require.Error(t, p.cmd.Wait())
			continue
		}
		require.NoError(t, p.cmd.Process.Signal(syscall.SIGTERM))
		require.NoError(t, p.cmd.Wait(), "%v", p.logs)
	}
}
