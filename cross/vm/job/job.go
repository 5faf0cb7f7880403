package job

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
)

// File is where the guest finds its job.
const File = "/job.json"

// Job is what a guest does after it booted.
type Job struct {
	Mounts   []Mount   `json:"mounts,omitempty"`
	Loopback bool      `json:"loopback,omitempty"` // bring the interface lo up
	Env      []string  `json:"env,omitempty"`      // of every command
	Commands []Command `json:"commands"`
}

// Mount is a file system on a device.
type Mount struct {
	Device  string `json:"device"`
	Path    string `json:"path"`
	Options string `json:"options,omitempty"`
}

// Command is a program to run.
type Command struct {
	Args []string `json:"args"`
	Env  []string `json:"env,omitempty"`
	Dir  string   `json:"dir,omitempty"`
}

// Parse reads a job.
func Parse(b []byte) (j Job, err error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err = d.Decode(&j); err != nil {
		return j, fmt.Errorf("job: %w", err)
	}
	if len(j.Commands) == 0 {
		return j, fmt.Errorf("job: no commands")
	}
	for i, c := range j.Commands {
		if len(c.Args) == 0 {
			return j, fmt.Errorf("job: command %d is empty", i)
		}
	}
	return j, nil
}

// exitMark begins the line that tells how the job ended.
const exitMark = "VM-EXIT "

// ExitLine is the line that the guest prints at the end.
func ExitLine(status int) string { return exitMark + strconv.Itoa(status) }

// ParseExit reads such a line.
func ParseExit(line []byte) (status int, ok bool) {
	rest, ok := bytes.CutPrefix(line, []byte(exitMark))
	if !ok {
		return 0, false
	}
	status, err := strconv.Atoi(string(bytes.TrimSpace(rest)))
	return status, err == nil
}
