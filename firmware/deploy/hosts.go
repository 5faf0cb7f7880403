package deploy

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/BurntSushi/toml"
)

// Hosts is a fleet, as in hosts.toml.
type Hosts struct {
	Canary   int    `toml:"canary"`   // how many go first, one after the other; 1 unless given
	Parallel int    `toml:"parallel"` // how many of the others at a time; 8 unless given
	Host     []Host `toml:"host"`
}

// Host is a board of a fleet.
type Host struct {
	Address string `toml:"address"` // [USER@]HOST[:PORT]
	Board   string `toml:"board"`   // a piece of the name that it must have
	Config  string `toml:"config"`  // its configuration, a path beside hosts.toml

	// Where its Layout differs from that of the others.
	Root    string   `toml:"root"`
	Etc     string   `toml:"etc"`
	Service []string `toml:"service"`

	to     Address
	config []byte
}

const (
	maxHosts  = 1 << 20
	maxConfig = 1 << 20
	maxFleet  = 10000
)

// ReadHosts reads a fleet and its configurations. A key that means nothing is an error.
func ReadHosts(file string) (Hosts, error) {
	text, _, err := readSigned(file, maxHosts, nil, "")
	if err != nil {
		return Hosts{}, fmt.Errorf("deploy: fleet: %w", err)
	}
	h, err := parseHosts(text)
	if err != nil {
		return h, fmt.Errorf("deploy: fleet: %s: %w", file, err)
	}
	for i := range h.Host {
		if c := h.Host[i].Config; c != "" {
			if h.Host[i].config, err = ReadConfig(filepath.Join(filepath.Dir(file), c)); err != nil {
				return h, err
			}
		}
	}
	return h, nil
}

// ReadConfig reads a configuration for the service, which must be TOML.
func ReadConfig(path string) ([]byte, error) {
	data, _, err := readSigned(path, maxConfig, nil, "")
	if err != nil {
		return nil, fmt.Errorf("deploy: configuration: %w", err)
	}
	var any map[string]any
	if err := toml.Unmarshal(data, &any); err != nil {
		return nil, fmt.Errorf("deploy: configuration: %s: %w", path, err)
	}
	return data, nil
}

func parseHosts(text []byte) (Hosts, error) {
	h := Hosts{Canary: 1, Parallel: 8}
	meta, err := toml.NewDecoder(bytes.NewReader(text)).Decode(&h)
	if err != nil {
		return h, err
	}
	if extra := meta.Undecoded(); len(extra) > 0 {
		return h, fmt.Errorf("line %d: key %q is unknown", lineOf(text, extra[0]), extra[0])
	}
	if h.Canary < 0 || h.Parallel < 1 || len(h.Host) == 0 || len(h.Host) > maxFleet {
		return h, fmt.Errorf("canary %d, parallel %d, %d hosts; needs 0, 1 and 1 at least", h.Canary, h.Parallel, len(h.Host))
	}
	return h, h.resolve()
}

// resolve reads the addresses; each may stand there once.
func (h *Hosts) resolve() error {
	seen := map[Address]bool{}
	for i := range h.Host {
		to, err := ParseAddress(h.Host[i].Address)
		if err != nil {
			return fmt.Errorf("host %d: %w", i+1, err)
		}
		if seen[to] {
			return fmt.Errorf("host %d: %s stands there twice", i+1, to)
		}
		seen[to], h.Host[i].to = true, to
	}
	return nil
}

// lineOf finds the line of a key, counted from 1.
func lineOf(text []byte, key toml.Key) int {
	name := key[len(key)-1]
	for i, line := range strings.Split(string(text), "\n") {
		if k, _, ok := strings.Cut(line, "="); ok && strings.TrimSpace(k) == name || strings.Trim(strings.TrimSpace(line), "[]") == key.String() {
			return i + 1
		}
	}
	return 0
}

// OneHost is a fleet of one board.
func OneHost(address string) (Hosts, error) {
	h := Hosts{Canary: 1, Parallel: 1, Host: []Host{{Address: address}}}
	return h, h.resolve()
}
