package inside

import (
	"bytes"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Who the service runs as, and the group of an I2C bus, as udev sets it on a Pi.
const (
	serviceID = 61184 // the first of systemd's dynamic users
	i2cGroup  = 998
)

// unit is the packaged unit file and what it started: as much of systemd as a service
// can tell.
type unit struct {
	cmd    *exec.Cmd
	socket *net.UnixConn
	ended  chan error
	log    bytes.Buffer
}

// settings reads the section [Service] of a unit file.
func settings(t *testing.T, path string) map[string]string {
	t.Helper()
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	_, text, ok := strings.Cut(string(b), "[Service]\n")
	require.True(t, ok, "no section [Service]")
	text, _, _ = strings.Cut(text, "\n[")
	all := map[string]string{}
	for line := range strings.Lines(text) {
		if key, value, ok := strings.Cut(strings.TrimSpace(line), "="); ok {
			all[key] = value
		}
	}
	return all
}

// startUnit runs the command line of the packaged unit as its user, and waits until it
// says that it is ready.
func startUnit(t *testing.T) *unit {
	t.Helper()
	s := settings(t, "/etc/edgetune/edgetune.service")
	require.Equal(t, "notify", s["Type"])
	require.Equal(t, "yes", s["DynamicUser"])
	require.Contains(t, strings.Fields(s["SupplementaryGroups"]), "i2c")
	name := "/run/notify"
	_ = os.Remove(name)
	socket, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: name, Net: "unixgram"})
	require.NoError(t, err)
	require.NoError(t, os.Chmod(name, 0o666))
	argv := strings.Fields(s["ExecStart"])
	u := &unit{cmd: exec.Command(argv[0], argv[1:]...), socket: socket, ended: make(chan error, 1)}
	u.cmd.Env = []string{
		"NOTIFY_SOCKET=" + name, fmt.Sprintf("WATCHDOG_USEC=%s000000", s["WatchdogSec"]),
		"STATE_DIRECTORY=" + ownFolder(t, "/var/lib", s["StateDirectory"]),
		"RUNTIME_DIRECTORY=" + ownFolder(t, "/run", s["RuntimeDirectory"]),
		"CONFIGURATION_DIRECTORY=/etc/" + s["ConfigurationDirectory"],
	}
	u.cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: serviceID, Gid: serviceID, Groups: []uint32{i2cGroup}}}
	u.cmd.Stdout, u.cmd.Stderr = &u.log, &u.log
	require.NoError(t, u.cmd.Start())
	go func() {
		u.ended <- u.cmd.Wait()
		_ = socket.Close() // nobody is left to say anything
	}()
	t.Cleanup(func() {
		if u.cmd.Process.Kill() == nil {
			<-u.ended
		}
		if t.Failed() {
			t.Logf("the service's log:\n%s", &u.log)
		}
	})
	u.await(t, "READY=1")
	return u
}

// ownFolder gives the service a folder of its own, and all that is in it, as systemd
// does for a dynamic user.
func ownFolder(t *testing.T, parent, name string) string {
	t.Helper()
	dir := filepath.Join(parent, name)
	require.NoError(t, os.MkdirAll(dir, 0o750))
	require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.Name() == "lost+found" {
			return err
		}
		return os.Chown(path, serviceID, serviceID)
	}))
	return dir
}

// await waits until the service tells systemd something.
func (u *unit) await(t *testing.T, what string) {
	t.Helper()
	b := make([]byte, 4096)
	require.NoError(t, u.socket.SetReadDeadline(time.Now().Add(time.Minute)))
	for {
		n, err := u.socket.Read(b)
		require.NoError(t, err, "the service never said %s", what)
		if strings.Contains(string(b[:n]), what) {
			return
		}
	}
}

// stop ends the service as systemd does.
func (u *unit) stop(t *testing.T) {
	t.Helper()
	require.NoError(t, u.cmd.Process.Signal(syscall.SIGTERM))
	u.await(t, "STOPPING=1")
	require.NoError(t, <-u.ended)
}
