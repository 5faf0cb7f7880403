package deploy

import (
	"context"
	"fmt"
	"time"
)

// Options say what to deploy, and how.
type Options struct {
	Access  Access
	Layout  Layout
	Release Release
	Config  []byte // the service's configuration; nil keeps the board's
	Model   *Model // nil keeps the board's

	Board          string        // a piece of the name that the board must have; "" for any
	Timeout        time.Duration // for the new version to become healthy
	Grace          time.Duration // that the board waits on for a decision; 10 s unless given
	AllowDowngrade bool
	DryRun         bool

	Log func(host, what string) // what happens; may be nil
}

// Action is what became of a deployment.
type Action string

// The actions.
const (
	Unchanged  Action = "unchanged"
	Deployed   Action = "deployed"
	RolledBack Action = "rolled back"
	Failed     Action = "failed" // nothing was changed, or the board decides alone
	Planned    Action = "would deploy"
	Skipped    Action = "skipped" // a fleet stopped before
)

// Result is what became of one board.
type Result struct {
	Host   string        `json:"host"`
	Action Action        `json:"action"`
	Board  string        `json:"board,omitempty"`
	Build  string        `json:"build,omitempty"`
	From   string        `json:"from,omitempty"` // version
	To     string        `json:"to"`
	Took   time.Duration `json:"took_ns"`
}

// Deploy puts the release on one board. When it returns without error the new version
// runs there and is healthy; otherwise what ran before runs again, or will within
// Timeout and Grace if the connection broke.
func Deploy(ctx context.Context, to Address, o Options) (Result, error) {
	start := time.Now()
	j := &job{Options: o, host: to.String(), res: Result{Host: to.String(), To: o.Release.Version, Action: Failed}}
	if j.Timeout <= 0 {
		j.Timeout = 20 * time.Second
	}
	if j.Grace <= 0 {
		j.Grace = 10 * time.Second
	}
	err := j.run(ctx, to)
	j.res.Took = time.Since(start)
	return j.res, err
}

// job is one deployment.
type job struct {
	Options
	*remote
	host  string
	board Board
	file  File   // of the release
	data  []byte // its bytes
	res   Result

	health, healthBefore string // where the service listens, with its new and its old configuration
}

func (j *job) log(format string, args ...any) {
	if j.Log != nil {
		j.Log(j.host, fmt.Sprintf(format, args...))
	}
}

func (j *job) run(ctx context.Context, to Address) (err error) {
	if err := j.Layout.check(); err != nil {
		return err
	}
	if j.remote, err = connect(ctx, to, j.Access); err != nil {
		return err
	}
	defer j.close()
	if err := j.choose(); err != nil {
		return err
	}
	if err := j.permit(); err != nil {
		return err
	}
	files := j.changed()
	if j.same() && len(files) == 0 && j.wait(ctx, j.health, j.Release.Version, time.Second, 1) == nil {
		j.res.Action = Unchanged
		return nil
	}
	if j.DryRun {
		j.res.Action = Planned
		for _, f := range files {
			j.log("would install %s", f.dest)
		}
		return nil
	}
	dir, err := j.stage(files)
	if err != nil {
		return err
	}
	return j.change(ctx, dir)
}

// same reports whether the release runs on the board already, whole.
func (j *job) same() bool {
	return j.board.Release == j.file.SHA256 && j.board.Files[j.Layout.current()+"/edgetune"] == j.file.SHA256
}

// choose finds out what the board is and which binary it gets.
func (j *job) choose() (err error) {
	if err := j.look(); err != nil {
		return err
	}
	if j.res.Build, err = j.board.Build(); err != nil {
		return err
	}
	j.res.Board, j.res.From = j.board.Name(), j.board.Version
	if err := j.findHealth(); err != nil {
		return err
	}
	j.file, j.data, err = j.Release.read(j.res.Build)
	if err == nil {
		j.log("%s, %d cores %s: binary %s, %s -> %s", j.board.Name(), j.board.Cores, j.board.CPU, j.res.Build, orNothing(j.board.Version), j.Release.Version)
	}
	return err
}

// look inspects the board, after going back where an earlier switch was cut off.
func (j *job) look() (err error) {
	j.board, err = j.inspect(j.Layout)
	if err != nil || !j.board.Undo || j.DryRun {
		return err
	}
	j.log("an earlier deployment has not ended; waiting for it, or going back")
	if err := j.undo(j.Layout); err != nil {
		return err
	}
	j.board, err = j.inspect(j.Layout)
	return err
}

func orNothing(version string) string {
	if version == "" {
		return "nothing"
	}
	return version
}
