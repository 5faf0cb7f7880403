//go:build plot

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
)

// shell runs commands and writes them, with what they print, to a page.
type shell struct {
	program, dir, docs string
	page               bytes.Buffer
}

func (s *shell) say(text string) { fmt.Fprintf(&s.page, "%s\n\n", strings.TrimSpace(text)) }

// run runs a command line of edgetune as it stands.
func (s *shell) run(line string) error {
	words := strings.Fields(line)
	cmd := exec.Command(s.program, words...)
	cmd.Dir, cmd.Stderr = s.dir, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("edgetune %s: %w", line, err)
	}
	fmt.Fprintf(&s.page, "```\n$ edgetune %s\n%s```\n\n", line, changing.ReplaceAll(out, []byte("$1…")))
	return nil
}

// changing is what differs from run to run: how long a step took.
var changing = regexp.MustCompile(`(?m)^(time +)[^ ].*$`)
