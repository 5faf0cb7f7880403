package main

import (
	"fmt"
	"io/fs"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestWhatTheSystemRefusesComesWithAdvice(t *testing.T) {
	for err, want := range map[error]string{
		syscall.ENOSPC:     "make space",
		syscall.EROFS:      "another one",
		syscall.EADDRINUSE: "another port",
		syscall.EACCES:     "a place of your own",
		syscall.EPERM:      "a place of your own",
	} {
		t.Run(err.Error(), func(t *testing.T) {
			err := fmt.Errorf("store: %w", &fs.PathError{Op: "write", Path: "slot0", Err: err})
			assert.Contains(t, hintFor(err, nil, false), want)
		})
	}
	assert.Empty(t, hintFor(syscall.ENOENT, nil, false))
}
