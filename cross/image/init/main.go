package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"time"

	"github.com/gokrazy/gokrazy"
)

func main() {
	if err := gokrazy.Boot(""); err != nil {
		tell("boot: %v", err)
	}
	services := []*gokrazy.Service{
		gokrazy.NewService(&exec.Cmd{Path: "/gokrazy/dhcp", Args: []string{"/gokrazy/dhcp"}}),
		gokrazy.NewService(&exec.Cmd{
			Path: "/user/edgetune", Args: []string{"edgetune", "run", "--config", "/etc/edgetune/edgetune.toml"},
			Env: append(os.Environ(), "HOME=/perm/edgetune", "EDGETUNE_STATE_FOLDER=/perm/edgetune"),
		}),
	}
	if err := os.MkdirAll("/perm/edgetune", 0o700); err != nil {
		tell("state: %v", err)
	}
	if err := gokrazy.SuperviseServices(services); err != nil {
		tell("supervise: %v", err)
	}
	watch()
}

// watch tells once that the service is healthy, then sleeps for ever: the first process
// must not end.
func watch() {
	const address = "http://127.0.0.1:8080/healthz"
	client := &http.Client{Timeout: 2 * time.Second}
	for ; ; time.Sleep(time.Second) {
		a, err := client.Get(address)
		if err != nil {
			continue
		}
		said, err := io.ReadAll(io.LimitReader(a.Body, 1<<10))
		a.Body.Close()
		if err == nil && a.StatusCode == http.StatusOK {
			tell("healthy %s", bytes.TrimSpace(said))
			select {}
		}
	}
}

// tell writes a line to the kernel's log.
func tell(format string, args ...any) {
	line := fmt.Appendf(nil, "edgetune: "+format+"\n", args...)
	if err := os.WriteFile("/dev/kmsg", line, 0); err != nil {
		os.Stderr.Write(line)
	}
}
