//go:build plot

package main

import (
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: stories EDGETUNE DATA DOCS")
		os.Exit(2)
	}
	if err := tell(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, "stories:", err)
		os.Exit(1)
	}
}

// tell runs all stories in a folder of their own, in which "data" are the recordings.
func tell(program, data, docs string) error {
	dir, err := os.MkdirTemp("", "stories")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if data, err = filepath.Abs(data); err != nil {
		return err
	}
	if err := os.Symlink(data, filepath.Join(dir, "data")); err != nil {
		return err
	}
	if program, err = filepath.Abs(program); err != nil {
		return err
	}
	s := &shell{program: program, dir: dir, docs: docs}
	s.say(opening)
	for _, one := range stories {
		if err := one.tell(s); err != nil {
			return fmt.Errorf("%s: %w", one.title, err)
		}
	}
	return os.WriteFile(filepath.Join(docs, "stories.md"), s.page.Bytes(), 0o644)
}

// tell runs one story and draws its picture.
func (t *story) tell(s *shell) error {
	s.say("## " + t.title)
	for _, p := range t.parts {
		s.say(p.text)
		for _, c := range p.commands {
			if err := s.run(c); err != nil {
				return err
			}
		}
		if p.picture {
			if err := s.draw(t); err != nil {
				return err
			}
		}
	}
	return nil
}
