package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"

	"golang.org/x/sys/unix"

	"edgetune/cross/vm/job"
)

func main() {
	if os.Getpid() != 1 {
		fmt.Fprintln(os.Stderr, "guest: error: this is the init of a virtual machine; start it with cross/vm")
		os.Exit(2)
	}
	j, status, err := work()
	if err != nil {
		fmt.Println("guest: error:", err)
	}
	for _, m := range j.Mounts {
		_ = unix.Unmount(m.Path, 0) // where it was mounted
	}
	unix.Sync()
	fmt.Println(job.ExitLine(status))
	// A process 1 that returns is a kernel panic.
	fmt.Println("guest: cannot stop the machine:", unix.Reboot(unix.LINUX_REBOOT_CMD_POWER_OFF))
	select {}
}

// work does the job and returns the exit status of its last command.
func work() (j job.Job, status int, err error) {
	if err = prepare(); err != nil {
		return j, 1, err
	}
	b, err := os.ReadFile(job.File)
	if err != nil {
		return j, 1, err
	}
	if j, err = job.Parse(b); err != nil {
		return j, 1, err
	}
	if err = arrange(j); err != nil {
		return j, 1, err
	}
	fmt.Printf("guest: ready after %s s\n", uptime())
	for _, c := range j.Commands {
		if status, err = run(c, j.Env); status != 0 || err != nil {
			return j, max(status, 1), err
		}
	}
	return j, 0, nil
}

// run runs a command. It writes to pipes, not to the terminal that the console is: it
// draws no bars there.
func run(c job.Command, env []string) (status int, err error) {
	x := exec.Command(c.Args[0], c.Args[1:]...)
	x.Env, x.Dir = slices.Concat(os.Environ(), env, c.Env), c.Dir
	x.Stdout, x.Stderr = struct{ io.Writer }{os.Stdout}, struct{ io.Writer }{os.Stderr}
	fmt.Println("guest: run", strings.Join(c.Args, " "))
	err = x.Run()
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		return failed.ExitCode(), nil
	}
	return 0, err
}

func uptime() string {
	b, _ := os.ReadFile("/proc/uptime")
	up, _, _ := strings.Cut(string(b), " ")
	return up
}
