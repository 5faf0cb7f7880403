package deploy

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// card is the card of a board in the middle of a deployment, without SSH: the script,
// and programs that count the steps of it.
type card struct {
	t   *testing.T
	dir string
}

// steps are the programs that the script changes the card with.
var steps = []string{"cp", "mv", "ln", "rm", "touch", "sync", "chmod", "ctl"}

// stepProgram counts, and cuts the power before step number "cut": the script and all
// that it has started are gone.
const stepProgram = `#!/bin/sh
read -r n <@DIR@/count
n=$((n + 1))
echo $n >@DIR@/count
read -r cut <@DIR@/cut
[ $n -ne $cut ] || kill -9 0
exec @PROGRAM@ "$@"
`

// control starts the release that the link points to.
const control = `#!/bin/sh
case $1 in
restart) readlink @DIR@/opt/current >@DIR@/runs ;;
stop) rm -f @DIR@/runs ;;
*) exit 1 ;;
esac
`

// newCard makes one on which the old release is current, unless this is the first.
func newCard(t *testing.T, decision string, first bool) *card {
	c := &card{t, t.TempDir()}
	c.write("bin/sleep", "#!/bin/sh\nexec /bin/mv trial "+decision+"\n") // the laptop decides at once
	c.write("bin/control", control)
	for _, name := range steps {
		program, _ := exec.LookPath(name)
		if name == "ctl" {
			program = c.path("bin/control")
		}
		c.write("bin/"+name, strings.ReplaceAll(stepProgram, "@PROGRAM@", program))
	}
	require.NoError(t, os.Mkdir(c.path("etc"), 0o700))
	for _, release := range []string{"old", "new"} {
		c.write("opt/releases/"+release+"/edgetune", release)
	}
	if !first {
		c.write("etc/edgetune.toml", "old")
		require.NoError(t, os.Symlink("releases/old", c.path("opt/current")))
	}
	c.write("opt/incoming/1/0", "new")
	c.write("opt/incoming/1/1", "new")
	c.write("opt/incoming/1/files", c.expand("0 644 @DIR@/etc/edgetune.toml\n1 644 @DIR@/etc/model.safetensors\n"))
	j := &job{Options: Options{Layout: Layout{Root: c.path("opt"), Service: []string{c.path("bin/ctl")}}, Timeout: time.Second}}
	j.file.SHA256 = "new"
	c.write("opt/incoming/1/switch.sh", j.script(c.path("opt/incoming/1")))
	return c
}

func (c *card) path(name string) string { return filepath.Join(c.dir, name) }

func (c *card) expand(text string) string { return strings.ReplaceAll(text, "@DIR@", c.dir) }

func (c *card) write(name, text string) {
	c.t.Helper()
	require.NoError(c.t, os.MkdirAll(filepath.Dir(c.path(name)), 0o700))
	require.NoError(c.t, os.WriteFile(c.path(name), []byte(c.expand(text)), 0o700))
}

func (c *card) read(name string) string {
	b, err := os.ReadFile(c.path(name))
	if errors.Is(err, os.ErrNotExist) {
		return ""
	}
	require.NoError(c.t, err)
	return string(b)
}

// script runs a script of the switch and cuts the power before a step, counted from 1.
// It reports whether the power was cut.
func (c *card) script(cut int, args ...string) bool {
	c.t.Helper()
	c.write("count", "0\n")
	c.write("cut", fmt.Sprintln(cut))
	x := exec.Command("/bin/sh", args...)
	x.Env = []string{"PATH=" + c.path("bin") + ":" + os.Getenv("PATH")}
	x.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	out, err := x.CombinedOutput()
	if strings.Contains(fmt.Sprint(err), "killed") {
		return true
	}
	require.NoError(c.t, err, "%s", out)
	return false
}

func (c *card) deploy(cut int) bool { return c.script(cut, c.path("opt/incoming/1/switch.sh")) }

// boot is what happens when the power is back: edgetune-undo, then the service. It
// reports whether the power was cut again.
func (c *card) boot(cut int) bool {
	if _, err := os.Stat(c.path("opt/undo/switch.sh")); err == nil && c.script(cut, c.path("opt/undo/switch.sh"), "boot") {
		return true
	}
	target, err := os.Readlink(c.path("opt/current"))
	if err == nil {
		target += "\n"
	}
	c.write("runs", target)
	return false
}

// found is what runs on the card with which files.
func (c *card) found() [3]string {
	return [3]string{strings.TrimSpace(c.read("runs")), c.read("etc/edgetune.toml"), c.read("etc/model.safetensors")}
}

// before is what was there before the deployment.
func before(first bool) [3]string {
	if first {
		return [3]string{}
	}
	return [3]string{"releases/old", "old", ""}
}

var after = [3]string{"releases/new", "new", "new"}

// TestPowerCutWhileSwitching cuts the power before steps of a switch (-long: every one,
// else every fourth, from another on for each case), and again before a step of the way
// back. After the next start all is as it was before, or all is new: never a mixture, and
// nothing that is unjudged.
func TestPowerCutWhileSwitching(t *testing.T) {
	stride, cases := 4, 0
	if flag.Lookup("long").Value.String() == "true" {
		stride = 1
	}
	for _, decision := range []string{"keep", "refuse"} {
		for _, first := range []bool{false, true} {
			cut := 1 + cases%stride
			cases++
			t.Run(fmt.Sprintf("%s, first %t", decision, first), func(t *testing.T) {
				t.Parallel()
				for cutPower(t, decision, first, cut) {
					cut += stride
				}
				require.Greater(t, cut, 25, "steps")
			})
		}
	}
}

// cutPower cuts the power before a step; false if there is no such step.
func cutPower(t *testing.T, decision string, first bool, cut int) bool {
	c := newCard(t, decision, first)
	want := before(first)
	if !c.deploy(cut) {
		if decision == "keep" {
			want = after
		}
		require.Equal(t, want, c.found(), "no cut")
		return false
	}
	for again := 1 + cut%5; c.boot(again); again = 0 {
	}
	found := c.found()
	if _, err := os.Stat(c.path("opt/incoming/1/keep")); err == nil && found != want {
		want = after
	}
	require.Equal(t, want, found, "cut before step %d", cut)
	require.NoFileExists(t, c.path("opt/undo"))
	return true
}
