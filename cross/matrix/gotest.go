package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// goTest is a step that runs `go test` and counts its tests.
func (e *env) goTest(name string, env []string, args ...string) step {
	return step{name, func(ctx context.Context) result {
		argv := append([]string{"go", "test", "-json", "-count=1", "-timeout=15m"}, args...)
		x := cmd(argv...).with(env...).exec(ctx, e.root)
		var errs strings.Builder
		x.Stderr = &errs
		out, err := x.StdoutPipe()
		if err != nil {
			return failed(err)
		}
		if err := x.Start(); err != nil {
			return failed(err)
		}
		r := readTests(out)
		if err := x.Wait(); err != nil && r.failed == 0 {
			r.fail("%v\n%s", err, errs.String())
		}
		if r.passed+r.failed == 0 {
			r.fail("no test ran: %s", strings.Join(args, " "))
		}
		return r
	}}
}

func failed(err error) (r result) {
	r.fail("%v", err)
	return r
}

// event is a line of `go test -json`.
type event struct {
	Action, Package, ImportPath, Test, Output string
	Elapsed                                   float64 // s
}

// tellSlower is from how many seconds on the slowest package is named.
const tellSlower = 20

// readTests counts top-level tests and keeps the output of those that fail.
func readTests(in io.Reader) (r result) {
	logs := map[string]string{} // by package and test
	blame := map[string]bool{}  // packages with a failed test
	var slow event
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			r.output += lines.Text() + "\n"
			continue
		}
		r.add(e, logs, blame)
		if e.Test == "" && e.Elapsed > slow.Elapsed {
			slow = e
		}
	}
	if slow.Elapsed > tellSlower {
		r.tell(fmt.Sprintf("%s took %.0f s of it", strings.TrimPrefix(slow.Package, "edgetune/"), slow.Elapsed))
	}
	if err := lines.Err(); err != nil {
		r.fail("reading go test: %v", err)
	}
	return r
}

// figure stands before what a test says for the table.
const figure = ": figure: "

// tell adds to the note.
func (r *result) tell(what string) {
	if r.note != "" {
		r.note += ", "
	}
	r.note += what
}

func (r *result) add(e event, logs map[string]string, blame map[string]bool) {
	key := e.Package + "." + e.Test
	top := e.Test != "" && !strings.Contains(e.Test, "/")
	switch e.Action {
	case "build-output":
		r.output += e.Output
	case "output":
		if !strings.HasPrefix(e.Output, "=== ") {
			logs[key] += e.Output
		}
		if _, text, ok := strings.Cut(e.Output, figure); ok {
			r.tell(strings.TrimSpace(text))
		}
	case "pass":
		if top {
			r.passed++
		}
	case "skip":
		if e.Test != "" {
			r.skipped = append(r.skipped, key+": "+reason(logs[key]))
		}
	case "fail":
		if top || e.Test == "" && !blame[e.Package] {
			r.failed++
		}
		if e.Test != "" || !blame[e.Package] {
			r.output += logs[key]
		}
		blame[e.Package] = true
	}
}

// reason finds what the last skipped test said.
func reason(log string) string {
	why := "no reason"
	for line := range strings.Lines(log) {
		if _, text, ok := strings.Cut(line, ".go:"); ok {
			_, why, _ = strings.Cut(strings.TrimSpace(text), ": ")
		}
	}
	return why
}
