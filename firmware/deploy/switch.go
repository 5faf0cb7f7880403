package deploy

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"path"
	"strings"
	"time"
)

//go:embed switch.sh
var switchScript string

// systemdControl restarts and stops the service where systemd does it. The count of
// failed starts begins anew: many deployments in a row are no crash loop.
const systemdControl = `control() {
	systemctl daemon-reload
	systemctl reset-failed edgetune 2>/dev/null
	case $1 in
	restart) systemctl enable -q edgetune && systemctl restart edgetune ;;
	stop) systemctl disable -q --now edgetune ;;
	boot) ;; # systemd starts the service after edgetune-undo
	esac
}
`

// words by which the script says where it is.
const (
	phaseTrial     = "trial"
	phaseKept      = "kept"
	phaseBack      = "back"
	phaseBusy      = "busy"
	phaseUnchanged = "unchanged"
	phaseBroken    = "broken"
)

// lockWait is how long a deployment waits for another one on the same board.
const lockWait = 30 * time.Second

// script is the whole program for one switch.
func (j *job) script(dir string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "me=%s\nroot=%s\nrelease=%s\n", quote(dir), quote(j.Layout.Root), quote(j.file.SHA256))
	fmt.Fprintf(&b, "wait=%d\nlimit=%d\n", int(lockWait.Seconds()), int((j.Timeout+j.Grace)/(100*time.Millisecond)))
	if len(j.Layout.Service) > 0 {
		fmt.Fprintf(&b, "control() { [ \"$1\" = boot ] || %s \"$1\"; }\n", quoteAll(j.Layout.Service))
	} else {
		b.WriteString(systemdControl)
	}
	return b.String() + switchScript
}

// start lets the script go, in a session of its own.
func (r *remote) start(l Layout, dir string) error {
	_, err := r.shell(fmt.Sprintf("%scd %s && { $sudo setsid sh switch.sh </dev/null >log 2>&1 & }", l.sudo(), quote(dir)))
	if err != nil {
		return fmt.Errorf("deploy: switch: %w", err)
	}
	return nil
}

// poll waits until the script has said one of the words.
func (r *remote) poll(ctx context.Context, dir string, words ...string) (string, error) {
	for {
		for _, w := range words {
			_, err := r.sftp.Stat(path.Join(dir, w))
			if err == nil {
				return w, nil
			}
			if !errors.Is(err, os.ErrNotExist) {
				return "", fmt.Errorf("deploy: the connection broke during the switch; unless told otherwise the board goes back by itself: %w", err)
			}
		}
		if err := pause(ctx, 50*time.Millisecond); err != nil {
			return "", fmt.Errorf("deploy: the board does not say how the switch went: %w", err)
		}
	}
}

// decide tells the script whether to keep the new release. It fails if the script has
// stopped waiting.
func (r *remote) decide(dir, word string) error {
	if err := r.sftp.PosixRename(path.Join(dir, phaseTrial), path.Join(dir, word)); err != nil {
		return fmt.Errorf("deploy: the board stopped waiting for a decision: %w", err)
	}
	return nil
}

// pause waits, or until ctx ends.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
