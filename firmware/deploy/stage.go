package deploy

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"edgetune/internal/signature"
)

// install is a file that goes somewhere on the board.
type install struct {
	dest string
	data []byte
	mode fs.FileMode
}

// changed lists the files that differ from those on the board.
func (j *job) changed() (files []install) {
	add := func(dest string, data []byte) {
		if data != nil && j.board.Files[dest] != hashOf(data) {
			files = append(files, install{dest, data, 0o644})
		}
	}
	if len(j.Layout.Service) == 0 {
		add(j.Layout.Unit, j.Layout.unit())
		add(j.Layout.undo(), j.Layout.undoUnit())
	}
	add(j.Layout.config(), j.Config)
	if j.Model != nil {
		add(j.Layout.model(), j.Model.data)
		add(j.Layout.model()+signature.Suffix, j.Model.sig)
	}
	return files
}

// spare is what must be left on the card after an upload.
const spare = 4 << 20

// stage brings everything to the board that the switch needs; nothing that runs is
// touched. It returns the folder of the switch.
func (j *job) stage(files []install) (dir string, err error) {
	if err := j.openFiles(); err != nil {
		return "", err
	}
	id := make([]byte, 8)
	rand.Read(id)
	dir = path.Join(j.Layout.incoming(), hex.EncodeToString(id))
	if err := j.prepare(dir); err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			j.shell("rm -rf " + quote(dir))
		}
	}()
	if err := j.bring(dir); err != nil {
		return "", err
	}
	return dir, j.writeSwitch(dir, files)
}

// prepare makes the folders. As root it gives the user what gets written by SFTP.
func (j *job) prepare(dir string) error {
	l := j.Layout
	_, err := j.shell(l.sudo() + fmt.Sprintf(`set -e
umask 022
$sudo mkdir -p %s %s %s
[ -z "$sudo" ] || $sudo chown "$(id -u)" %s %s
mkdir -m 700 %s`, quote(l.releases()), quote(l.incoming()), quote(l.Etc), quote(l.releases()), quote(l.incoming()), quote(dir)))
	if err != nil {
		return fmt.Errorf("deploy: cannot write to %s on the board: %w; log in as a user that may use sudo without a password", l.Root, err)
	}
	return nil
}

// bring uploads the binary, unless it is there, and tries it.
func (j *job) bring(dir string) error {
	bin := j.Layout.binary(j.file.SHA256)
	if out, err := j.shell("sha256sum " + quote(bin)); err == nil && strings.HasPrefix(out, j.file.SHA256) {
		j.log("the binary is there already")
		return j.try(bin)
	}
	if err := j.room(dir, int64(len(j.data))+spare); err != nil {
		return err
	}
	part := path.Join(dir, "edgetune")
	if err := j.write(part, j.data, 0o755); err != nil {
		return err
	}
	out, err := j.shell("sha256sum " + quote(part))
	if err != nil || !strings.HasPrefix(out, j.file.SHA256) {
		return fmt.Errorf("deploy: what arrived is not what was sent (%.64s); try again, and check the card (%v)", out, err)
	}
	if err := j.try(part); err != nil {
		return err
	}
	if _, err = j.shell(fmt.Sprintf("umask 022; mkdir -p %s && mv -f %s %s && sync %s %s", quote(path.Dir(bin)), quote(part), quote(bin), quote(path.Dir(bin)), quote(j.Layout.releases()))); err != nil {
		return fmt.Errorf("deploy: %w", err)
	}
	return nil
}

// try runs the binary's own tests on the board, and asks it for its version.
func (j *job) try(bin string) error {
	if _, err := j.shell("timeout 120 " + quote(bin) + " selftest --json"); err != nil {
		return fmt.Errorf("deploy: the new binary fails its self-test on the board, nothing was changed: %w", err)
	}
	out, err := j.shell("timeout 20 " + quote(bin) + " version --json")
	if v := versionOf(out); err != nil || v != j.Release.Version {
		return fmt.Errorf("deploy: the new binary calls itself %.80q, the release is %s, nothing was changed (%v)", v, j.Release.Version, err)
	}
	j.log("uploaded, verified and self-tested")
	return nil
}

// writeSwitch writes the files to install and the script.
func (j *job) writeSwitch(dir string, files []install) error {
	var list strings.Builder
	for i, f := range files {
		fmt.Fprintf(&list, "%d %o %s\n", i, f.mode, f.dest)
		if err := j.write(path.Join(dir, strconv.Itoa(i)), f.data, 0o600); err != nil {
			return err
		}
	}
	if err := j.write(path.Join(dir, "files"), []byte(list.String()), 0o600); err != nil {
		return err
	}
	return j.write(path.Join(dir, "switch.sh"), []byte(j.script(dir)), 0o600)
}
