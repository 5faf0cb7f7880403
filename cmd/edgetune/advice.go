package main

import (
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"syscall"

	"github.com/spf13/pflag"
)

// hintOfSystem says what to do where the system refused.
func hintOfSystem(err error) string {
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return "the disk is full: make space (\"df -h\" shows where there is some), or write to another place"
	case errors.Is(err, syscall.EROFS):
		return "that place can only be read; write to another one"
	case errors.Is(err, syscall.EADDRINUSE):
		return "another program has this port, perhaps an edgetune (\"systemctl stop edgetune\"); stop it, or take another port"
	case errors.Is(err, fs.ErrPermission):
		return "this user may not: give a place of your own, or run it as the owner of the file (\"ls -l\" shows who that is)"
	}
	return ""
}

// plain says in words what the value of a flag must be.
func plain(err error) error {
	var bad *pflag.InvalidValueError
	if !errors.As(err, &bad) {
		return err
	}
	want := ""
	switch bad.GetFlag().Value.Type() {
	case "int":
		want = "a whole number"
	case "uint", "uint32":
		want = "a whole number from 0 on"
	case "float64":
		want = "a number"
	case "bool":
		want = "true or false"
	case "duration":
		want = "a time with its unit, like 30s or 5m"
	default:
		return err
	}
	if errors.Is(err, strconv.ErrRange) {
		want = "less"
	}
	return fmt.Errorf("--%s %s: give %s", bad.GetFlag().Name, bad.GetValue(), want)
}
