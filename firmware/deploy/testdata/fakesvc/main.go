// Command fakesvc stands in for edgetune on a board: run serves /healthz, selftest and
// version answer as edgetune does. What it calls itself, and what is wrong with it, is
// the JSON object behind the last newline of its own file, so one build makes many
// releases.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"
)

type character struct{ Version, Bad string }

func main() {
	c, err := read()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	switch os.Args[1] {
	case "version":
		fmt.Printf("{\"event\":\"version\",\"version\":%q}\n", c.Version)
	case "selftest":
		if c.Bad == "selftest" {
			fmt.Fprintln(os.Stderr, "a kernel of this machine differs from its definition")
			os.Exit(1)
		}
	case "run":
		fmt.Fprintln(os.Stderr, c.run(os.Args[3]))
		os.Exit(1)
	}
}

func read() (c character, err error) {
	path, err := os.Executable()
	if err != nil {
		return c, err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return c, err
	}
	return c, json.Unmarshal(data[bytes.LastIndexByte(data, '\n')+1:], &c)
}

func (c character) run(config string) error {
	text, err := os.ReadFile(config)
	if err != nil {
		return err
	}
	_, rest, ok := strings.Cut(string(text), `listen = "`)
	addr, _, end := strings.Cut(rest, `"`)
	if !ok || !end {
		return fmt.Errorf("%s: no listen", config)
	}
	switch c.Bad {
	case "start":
		return fmt.Errorf("no sensor")
	case "dies":
		time.AfterFunc(150*time.Millisecond, func() { os.Exit(3) })
	case "stale":
		c.Version = "v0.0.1"
	}
	http.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) {
		if c.Bad == "health" {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		fmt.Fprintf(w, "{\"status\":\"ok\",\"version\":%q,\"generation\":1,\"steps\":2}\n", c.Version)
	})
	return http.ListenAndServe(addr, nil)
}
