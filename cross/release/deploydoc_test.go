package main

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/firmware/deploy/deploytest"
)

// TestDeployDoc does what docs/deploy.md says, with a board of deploytest. The test's
// board has other paths and no systemd, so words are replaced and flags added; what is
// run stays what is written.
func TestDeployDoc(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a release, records, trains, packs")
	}
	needMinisign(t)
	b := deploytest.Start(t)
	b.Fake("sudo", `[ "$1" != -n ] || shift; exec "$@"`)
	b.Fake("raspi-config", `echo "$@" >@DIR@/raspi-config.log`)
	b.Fake("apt-get", `exec dpkg-deb --info "$3"`)
	d := newDocument(t, b)

	for _, block := range d.blocks {
		d.run(block)
	}
	version, err := b.Running()
	require.NoError(t, err)
	assert.Regexp(t, `^v0\.0\.0-\d{14}-[0-9a-f]{12}(\+dirty)?$`, version)
	assert.FileExists(t, filepath.Join(b.Dir, "raspi-config.log"))
	assert.Contains(t, d.said, `"status":"ok"`)
	assert.Contains(t, d.said, `"action":"unchanged"`, "the fleet finds nothing to do")
	assert.Contains(t, d.said, "Package: edgetune")
}

func needMinisign(t *testing.T) {
	t.Helper()
	for _, program := range []string{"minisign", "curl"} {
		if _, err := exec.LookPath(program); err != nil {
			if os.Getenv("CI") != "" {
				t.Fatalf("no %s: apt-get install %[1]s", program)
			}
			t.Skipf("no %s: apt-get install %[1]s", program)
		}
	}
}

// document is docs/deploy.md on its way through the test.
type document struct {
	t        *testing.T
	b        *deploytest.Board
	dir      string
	preamble string
	blocks   []string
	said     string
}

var fenced = regexp.MustCompile("(?s)```(sh|toml)\n(.*?)```")

// newDocument reads the page, replaces what the board has elsewhere, and saves the files
// that it says to save.
func newDocument(t *testing.T, b *deploytest.Board) *document {
	t.Helper()
	d := &document{t: t, b: b, dir: t.TempDir()}
	text, err := os.ReadFile("../../docs/deploy.md")
	require.NoError(t, err)
	replaced := d.replace(string(text))
	for _, m := range fenced.FindAllStringSubmatch(replaced, -1) {
		switch {
		case m[1] == "sh":
			d.blocks = append(d.blocks, m[2])
		case strings.Contains(m[2], "[[host]]"):
			d.save("hosts.toml", strings.ReplaceAll(m[2], "raspberrypi.local", d.address()))
		default:
			d.save("edgetune.toml", m[2]+fmt.Sprintf("\n[state]\nfolder = %q\n", b.Dir+"/state"))
		}
	}
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	require.NoError(t, os.Symlink(root, filepath.Join(d.dir, "edgetune")))
	d.preamble = d.wrap()
	return d
}

// replace puts the board's folders in the place of a Pi's.
func (d *document) replace(text string) string {
	home := d.b.Dir + "/home/"
	return strings.NewReplacer(
		"/etc/edgetune", d.b.Dir+"/etc",
		"127.0.0.1:8080", fmt.Sprintf("127.0.0.1:%d", d.b.Port),
		"pi@raspberrypi.local:", "raspberrypi.local:"+home,
		"pi@raspberrypi.local ./", "raspberrypi.local cd "+home+" '&&' ./",
		"pi@raspberrypi.local", "raspberrypi.local",
		"apt-get install -y ./", "apt-get install -y "+home,
		"release/edgetune-arm64", "release/edgetune-"+deploytest.Build(),
		"release/edgetune-amd64v1", "release/edgetune-"+deploytest.Build(),
	).Replace(text)
}

func (d *document) address() string {
	u, err := user.Current()
	require.NoError(d.t, err)
	return fmt.Sprintf("%s@127.0.0.1:%d", u.Username, d.b.Line.Port())
}

func (d *document) save(name, text string) {
	require.NoError(d.t, os.WriteFile(filepath.Join(d.dir, name), []byte(text), 0o600))
}

// wrap is shell functions that take ssh, scp and deploy to the board.
func (d *document) wrap() string {
	host, port, _ := strings.Cut(d.address(), ":")
	name, _, _ := strings.Cut(host, "@")
	d.save("ssh_config", fmt.Sprintf("Host raspberrypi.local\n\tHostName 127.0.0.1\n\tPort %s\n\tUser %s\n\tIdentityFile %s\n\tUserKnownHostsFile %s\n",
		port, name, d.b.Dir+"/home/.ssh/id_ed25519", d.dir+"/known_hosts"))
	flags := fmt.Sprintf("--root %[1]s/opt --etc %[1]s/etc --service-command %[1]s/bin/ctl --identity %[1]s/home/.ssh/id_ed25519 --known-hosts %[2]s/known_hosts", d.b.Dir, d.dir)
	return fmt.Sprintf(`ssh() { command ssh -F ssh_config "$@"; }
scp() { command scp -q -F ssh_config "$@"; }
edgetune() {
	n=$#
	while [ "$n" -gt 0 ]; do
		word=$1
		shift
		[ "$word" != raspberrypi.local ] || word=%s
		set -- "$@" "$word"
		n=$((n - 1))
	done
	[ "$1" != deploy ] || set -- "$@" %s
	command edgetune "$@"
}
export PATH="$PWD/bin:$PATH"
`, d.address(), flags)
}

// run runs one block of the page.
func (d *document) run(block string) {
	d.t.Helper()
	c := exec.Command("sh", "-e", "-c", d.preamble+block)
	c.Dir = d.dir
	out, err := c.CombinedOutput()
	require.NoError(d.t, err, "%s\n%s", block, out)
	d.t.Logf("%s%s", block, out)
	d.said += string(out)
}
