package deploy

import (
	"context"
	"fmt"
	"io"
	"path"
	"strings"
	"time"
)

// change lets the board switch, judges the new version, and waits for the end.
func (j *job) change(ctx context.Context, dir string) error {
	if err := j.start(j.Layout, dir); err != nil {
		return err
	}
	// The script waits for another switch, starts the service, and waits for us.
	within, cancel := context.WithTimeout(ctx, lockWait+2*time.Minute+j.Timeout+j.Grace)
	defer cancel()
	phase, err := j.poll(within, dir, phaseTrial, phaseBack, phaseBusy, phaseUnchanged, phaseBroken)
	if err != nil {
		return err
	}
	if phase != phaseTrial {
		return j.ended(ctx, dir, phase, fmt.Errorf("deploy: the service does not start"))
	}
	j.log("switched; is it healthy?")
	sick := j.healthy(within, j.health, j.Release.Version, j.Timeout)
	word := "keep"
	if sick != nil {
		word = "refuse"
	}
	if err := j.decide(dir, word); err != nil {
		return err
	}
	if phase, err = j.poll(within, dir, phaseKept, phaseBack, phaseBroken); err != nil {
		return err
	}
	return j.ended(ctx, dir, phase, sick)
}

// ended removes the folder of a script that has ended, and says what its end means; why
// is what was wrong with the new version.
func (j *job) ended(ctx context.Context, dir, phase string, why error) error {
	complaint := j.complaint(dir)
	if phase != phaseBroken { // that can be tried again
		j.shell("rm -rf " + quote(dir))
	}
	switch phase {
	case phaseKept:
		j.res.Action = Deployed
		return nil
	case phaseBusy:
		return fmt.Errorf("deploy: another deployment holds %s; wait for it", j.host)
	case phaseUnchanged:
		return fmt.Errorf("deploy: nothing was changed: %s", complaint)
	case phaseBroken:
		return fmt.Errorf("deploy: %w; going back failed too: %s; log in and look", why, complaint)
	}
	j.res.Action = RolledBack
	if j.board.Release == "" {
		return fmt.Errorf("%w; nothing ran before and nothing runs now: %s", why, complaint)
	}
	if err := j.healthy(ctx, j.healthBefore, j.board.Version, j.Timeout); err != nil {
		return fmt.Errorf("%w; back to %s, but: %w; log in and look", why, j.board.Version, err)
	}
	return fmt.Errorf("%w; back to %s, which runs: %s", why, orNothing(j.board.Version), complaint)
}

// complaint is what the script and the service's program wrote.
func (j *job) complaint(dir string) string {
	f, err := j.sftp.Open(path.Join(dir, "log"))
	if err != nil {
		return err.Error()
	}
	defer f.Close()
	text, _ := io.ReadAll(io.LimitReader(f, 2<<10))
	if s := strings.TrimSpace(string(text)); s != "" {
		return s
	}
	return "the service's journal says why"
}
