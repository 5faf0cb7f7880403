package service

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// mostConfig bounds a configuration file, mostSecret a file with a secret.
const (
	mostConfig = 256 << 10
	mostSecret = 4 << 10
)

// Load reads a configuration file. env, as os.Environ gives it, stands above it:
// EDGETUNE_HTTP_LISTEN is http.listen. Everything is checked, but nothing opened.
func Load(path string, env []string) (Config, error) {
	text, err := readSmall(path, mostConfig)
	if err != nil {
		return Config{}, fmt.Errorf("firmware/service: configuration: %w; examples/service/edgetune.toml is one to begin with", err)
	}
	c, err := Parse(text, env)
	if err != nil {
		return c, fmt.Errorf("firmware/service: %s: %w", path, err)
	}
	return c, nil
}

// Parse is [Load] of a text.
func Parse(text []byte, env []string) (Config, error) {
	c := Default()
	if folder, ok := lookup(env, "STATE_DIRECTORY"); ok { // of systemd
		c.State.Folder, _, _ = strings.Cut(folder, ":")
	}
	meta, err := toml.NewDecoder(bytes.NewReader(text)).Decode(&c)
	if err != nil {
		if p := new(toml.ParseError); errors.As(err, p) {
			return c, fmt.Errorf("line %d: %s", p.Position.Line, p.Message)
		}
		return c, err
	}
	if err := refuseUnknown(text, meta.Undecoded()); err != nil {
		return c, err
	}
	if err := c.override(env); err != nil {
		return c, err
	}
	return c, c.Check()
}

// refuseUnknown names keys that nothing reads, with their lines.
func refuseUnknown(text []byte, keys []toml.Key) error {
	var all []error
	for _, k := range keys {
		all = append(all, fmt.Errorf("line %d: unknown key %s%s", lineOf(text, k), k, likely(k)))
	}
	return errors.Join(all...)
}

// lineOf finds the line of a key: the first one that sets its last part below a header
// of its table, or the header of the table itself; 0 where it is written another way.
func lineOf(text []byte, k toml.Key) int {
	table := ""
	whole := k.String()
	parent := strings.Join(k[:len(k)-1], ".")
	for i, line := range strings.Split(string(text), "\n") {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			table = strings.Trim(strings.SplitN(line, "#", 2)[0], "[] \t")
			if table == whole {
				return i + 1
			}
			continue
		}
		name, _, ok := strings.Cut(line, "=")
		name = strings.Trim(strings.TrimSpace(name), `"'`)
		if ok && (table == parent && name == k[len(k)-1] || strings.TrimPrefix(table+"."+name, ".") == whole) {
			return i + 1
		}
	}
	return 0
}

// likely suggests what may have been meant.
func likely(k toml.Key) string {
	var near []string
	for _, known := range Keys() {
		section, key, _ := strings.Cut(known.Name, ".")
		if len(k) > 1 && k[0] == section || k[len(k)-1] == key {
			near = append(near, known.Name)
		}
	}
	if len(near) == 0 {
		return "; docs/service.md lists all keys"
	}
	return "; there are " + strings.Join(near, ", ")
}

// override takes what the environment says.
func (c *Config) override(env []string) error {
	keys, sections := map[string]Key{}, []string{}
	for _, k := range Keys() {
		keys[k.Variable()] = k
		section, _, _ := strings.Cut(k.Name, ".")
		sections = append(sections, "EDGETUNE_"+strings.ToUpper(section)+"_")
	}
	for _, e := range env {
		name, value, _ := strings.Cut(e, "=")
		k, ok := keys[name]
		switch {
		case ok:
			if err := assign(k.field(c), value); err != nil {
				return fmt.Errorf("environment: %s: %w", name, err)
			}
		case slices.ContainsFunc(sections, func(s string) bool { return strings.HasPrefix(name, s) }):
			return fmt.Errorf("environment: %s stands for no key; docs/service.md lists all keys", name)
		}
	}
	return nil
}

// Variable is the environment variable that stands above the file.
func (k Key) Variable() string {
	return "EDGETUNE_" + strings.ToUpper(strings.ReplaceAll(k.Name, ".", "_"))
}

func lookup(env []string, name string) (string, bool) {
	for _, e := range env {
		if value, ok := strings.CutPrefix(e, name+"="); ok && value != "" {
			return value, true
		}
	}
	return "", false
}

// readSmall reads a file of at most so many bytes.
func readSmall(path string, most int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, err
	}
	if int64(len(b)) > most {
		return nil, fmt.Errorf("%s is longer than %d bytes", path, most)
	}
	return b, nil
}

// Write writes every key with its value, as a file that Load reads.
func (c *Config) Write(w io.Writer) error {
	section := ""
	for _, k := range Keys() {
		s, key, _ := strings.Cut(k.Name, ".")
		if s != section {
			if _, err := fmt.Fprintf(w, "[%s]\n", s); err != nil {
				return err
			}
			section = s
		}
		if _, err := fmt.Fprintf(w, "%s = %s\n", key, k.Text(c)); err != nil {
			return err
		}
	}
	lists := struct {
		Sensors any `toml:"sensor,omitempty"`
		Buttons any `toml:"button,omitempty"`
	}{c.Sensors, c.Buttons}
	e := toml.NewEncoder(w)
	e.Indent = ""
	return e.Encode(lists)
}
