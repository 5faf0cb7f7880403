package deploy

import (
	"encoding/json"
	"fmt"
	"strings"
)

// inspectScript asks a board everything at once: one trip.
const inspectScript = `echo "uid=$(id -u)"
echo "machine=$(uname -m)"
[ -r /proc/device-tree/model ] && echo "model=$(tr -d '\000' </proc/device-tree/model)"
echo "cpu=$(grep -m 1 -e '^model name' -e '^CPU part' /proc/cpuinfo)"
echo "cores=$(grep -c '^processor' /proc/cpuinfo)"
case "$(systemctl is-system-running 2>/dev/null)" in '' | offline | unknown) ;; *) echo systemd=yes ;; esac
[ -e "$root/undo" ] && echo undo=yes
echo "current=$(readlink "$current")"
[ -x "$current/edgetune" ] && echo "version=$("$current/edgetune" version --json | tail -n 1)"
echo "config=$($sudo base64 "$config" 2>/dev/null | tr -d '\n')"
for f in "$current/edgetune" "$@"; do $sudo test -f "$f" && echo "sum $($sudo sha256sum "$f")"; done
exit 0
`

// inspect asks the board what it is and what runs on it.
func (r *remote) inspect(l Layout) (Board, error) {
	files := []string{l.Unit, l.undo(), l.config(), l.model(), l.model() + ".minisig"}
	out, err := r.shell(l.sudo() + "root=" + quote(l.Root) + "\ncurrent=" + quote(l.current()) + "\nconfig=" + quote(l.config()) + "\nset -- " + quoteAll(files) + "\n" + inspectScript)
	if err != nil {
		return Board{}, fmt.Errorf("deploy: inspect: %w", err)
	}
	return parseBoard(out), nil
}

// sudo sets $sudo to what makes a command root. Where another program than systemd
// starts the service, nobody needs to be.
func (l Layout) sudo() string {
	if len(l.Service) > 0 {
		return "sudo=\n"
	}
	return "sudo=\n[ \"$(id -u)\" = 0 ] || sudo='sudo -n'\n"
}

// versionOf finds the version in the answer of `edgetune version --json`.
func versionOf(answer string) string {
	var v struct{ Version string }
	if json.Unmarshal([]byte(strings.TrimSpace(answer)), &v) != nil {
		return ""
	}
	return v.Version
}
