package deploytest

import (
	"crypto/ed25519"
	crand "crypto/rand"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/ssh"

	"edgetune/firmware/deploy"
)

// Board is a board that listens for SSH.
type Board struct {
	Dir  string // its card: opt, etc, and what the test needs
	Line *Line  // the cable to it
	Port int    // of the service

	t       testing.TB
	sshd    int // port
	service string
}

// Start starts a board. It skips the test where there is no sshd, and fails in CI.
func Start(t testing.TB) *Board {
	t.Helper()
	if _, err := os.Stat("/usr/sbin/sshd"); err != nil {
		missing(t, "no sshd: apt-get install openssh-server")
	}
	b := &Board{Dir: t.TempDir(), t: t, Port: freePort(t), sshd: freePort(t)}
	b.Line = newLine(t, fmt.Sprintf("127.0.0.1:%d", b.sshd))
	for _, dir := range []string{"bin", "etc", "opt", "home/.ssh"} {
		require.NoError(t, os.MkdirAll(filepath.Join(b.Dir, dir), 0o700))
	}
	b.keys()
	b.write("bin/ctl", ctl, 0o700)
	b.write("bin/sftp", sftpServer, 0o700)
	b.write("sshd_config", b.config(), 0o600)
	b.serve()
	t.Cleanup(func() {
		if out, err := exec.Command(filepath.Join(b.Dir, "bin/ctl"), "stop").CombinedOutput(); err != nil {
			t.Errorf("%v: %s", err, out)
		}
	})
	return b
}

func missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// freePort finds a port below those that the kernel gives to connections: asking a port
// of theirs again and again while nobody listens ends in a connection with itself, and
// then the service cannot have it.
func freePort(t testing.TB) int {
	t.Helper()
	for range 100 {
		port := 20000 + rand.IntN(12000)
		if l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			require.NoError(t, l.Close())
			return port
		}
	}
	t.Fatal("no free port")
	return 0
}

func (b *Board) path(name string) string { return filepath.Join(b.Dir, name) }

// write writes a file of the card; @DIR@ in it becomes the card's path.
func (b *Board) write(name, text string, mode os.FileMode) {
	b.t.Helper()
	require.NoError(b.t, os.WriteFile(b.path(name), []byte(strings.ReplaceAll(text, "@DIR@", b.Dir)), mode))
}

// keys makes the board's key and the user's, and makes them known to each other.
func (b *Board) keys() {
	b.t.Helper()
	host := b.key("host_key")
	user := b.key("home/.ssh/id_ed25519")
	b.write("home/.ssh/authorized_keys", string(ssh.MarshalAuthorizedKey(user)), 0o600)
	b.write("home/.ssh/known_hosts", fmt.Sprintf("[127.0.0.1]:%d %s", b.Line.Port(), ssh.MarshalAuthorizedKey(host)), 0o600)
}

func (b *Board) key(name string) ssh.PublicKey {
	b.t.Helper()
	public, private, err := ed25519.GenerateKey(crand.Reader)
	require.NoError(b.t, err)
	block, err := ssh.MarshalPrivateKey(private, "")
	require.NoError(b.t, err)
	b.write(name, string(pem.EncodeToMemory(block)), 0o600)
	key, err := ssh.NewPublicKey(public)
	require.NoError(b.t, err)
	return key
}

func (b *Board) config() string {
	return fmt.Sprintf(`Port %d
ListenAddress 127.0.0.1
HostKey @DIR@/host_key
AuthorizedKeysFile @DIR@/home/.ssh/authorized_keys
PidFile none
UsePAM no
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin yes
PermitUserEnvironment no
Subsystem sftp @DIR@/bin/sftp
SetEnv PATH=@DIR@/bin:/usr/bin:/bin
MaxStartups 100
LogLevel ERROR
`, b.sshd)
}

// serve runs sshd until the test ends.
func (b *Board) serve() {
	b.t.Helper()
	if os.Getuid() == 0 {
		require.NoError(b.t, os.MkdirAll("/run/sshd", 0o755)) // a root's sshd insists on it
	}
	c := exec.Command("/usr/sbin/sshd", "-D", "-e", "-f", b.path("sshd_config"))
	log, err := os.Create(b.path("sshd.log"))
	require.NoError(b.t, err)
	c.Stdout, c.Stderr = log, log
	require.NoError(b.t, c.Start())
	b.t.Cleanup(func() {
		c.Process.Kill()
		c.Wait()
		log.Close()
	})
	b.until("sshd listens", func() bool {
		conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", b.sshd))
		if err == nil {
			conn.Close()
		}
		return err == nil
	})
}

// until waits for a condition.
func (b *Board) until(what string, ok func() bool) {
	b.t.Helper()
	for end := time.Now().Add(40 * time.Second); !ok(); {
		if time.Now().After(end) {
			log, _ := os.ReadFile(b.path("sshd.log"))
			b.t.Fatalf("waited in vain until %s\n%s", what, log)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// Settle waits until no switch goes on.
func (b *Board) Settle() {
	b.t.Helper()
	b.until("the switch has ended", func() bool {
		return exec.Command("flock", "-n", b.path("opt/lock"), "true").Run() == nil
	})
}

// Rest waits until no switch goes on and the service answers, healthy or not: a start
// takes a moment. It reports whether it does.
func (b *Board) Rest() bool {
	b.t.Helper()
	b.Settle()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", b.Port))
		if err == nil {
			conn.Close()
			return true
		}
	}
	return false
}

// Layout is the board's.
func (b *Board) Layout() deploy.Layout {
	return deploy.Layout{
		Root: b.path("opt"), Etc: b.path("etc"), Unit: b.path("etc/edgetune.service"),
		Service: []string{b.path("bin/ctl")},
	}
}

// Access gets into it.
func (b *Board) Access() deploy.Access { return deploy.Access{Home: b.path("home")} }

// Address is where it listens.
func (b *Board) Address() deploy.Address {
	a, err := deploy.ParseAddress(fmt.Sprintf("127.0.0.1:%d", b.Line.Port()))
	require.NoError(b.t, err)
	return a
}

// Config is a configuration for the service.
func (b *Board) Config() []byte {
	return fmt.Appendf(nil, "[http]\nlisten = \"127.0.0.1:%d\"\n", b.Port)
}

// Running asks the service for its version.
func (b *Board) Running() (string, error) {
	a, err := http.Get(fmt.Sprintf("http://127.0.0.1:%d/healthz", b.Port))
	if err != nil {
		return "", err
	}
	defer a.Body.Close()
	var said struct{ Version string }
	err = json.NewDecoder(a.Body).Decode(&said)
	if err == nil && a.StatusCode != http.StatusOK {
		err = fmt.Errorf("status %s", a.Status)
	}
	return said.Version, err
}

// Fake replaces a program on the board by a script; no text removes it.
func (b *Board) Fake(program, script string) {
	b.t.Helper()
	if script == "" {
		os.Remove(b.path("bin/" + program))
		return
	}
	b.write("bin/"+program, "#!/bin/sh\n"+script+"\n", 0o700)
}

// FailOnce lets the n-th call of a program fail, counted from 0, as it would for want of
// space.
func (b *Board) FailOnce(program string, n int) {
	b.t.Helper()
	os.Remove(b.path(program + ".calls"))
	b.Fake(program, fmt.Sprintf(`n=$(cat @DIR@/%[1]s.calls 2>/dev/null || echo 0)
echo $((n + 1)) >@DIR@/%[1]s.calls
[ "$n" -ne %[2]d ] || { echo "%[1]s: no space left" >&2; exit 1; }
exec /usr/bin/%[1]s "$@"`, program, n))
}

// Admit lets the user of another board in too, and makes this board known to them.
func (b *Board) Admit(user *Board) {
	b.t.Helper()
	for from, to := range map[string]string{
		user.path("home/.ssh/authorized_keys"): b.path("home/.ssh/authorized_keys"),
		b.path("home/.ssh/known_hosts"):        user.path("home/.ssh/known_hosts"),
	} {
		text, err := os.ReadFile(from)
		require.NoError(b.t, err)
		f, err := os.OpenFile(to, os.O_APPEND|os.O_WRONLY, 0o600)
		require.NoError(b.t, err)
		_, err = f.Write(text)
		require.NoError(b.t, err)
		require.NoError(b.t, f.Close())
	}
}

// Systemd gives the board a systemctl and a sudo, which write down what they were asked.
func (b *Board) Systemd() {
	b.t.Helper()
	b.Fake("sudo", `printf '%s\n' "$*" >>@DIR@/sudo.log; shift; exec "$@"`)
	b.Fake("systemctl", `echo "$@" >>@DIR@/systemctl.log
case "$*" in
is-system-running) echo running ;;
"restart edgetune") exec @DIR@/bin/ctl restart ;;
"disable -q --now edgetune") exec @DIR@/bin/ctl stop ;;
esac`)
}

// Full lets no file on the card grow beyond so many bytes; -1 lifts it.
func (b *Board) Full(bytes int64) {
	b.t.Helper()
	if bytes < 0 {
		os.Remove(b.path("full"))
		return
	}
	b.write("full", fmt.Sprint(bytes), 0o600)
}
