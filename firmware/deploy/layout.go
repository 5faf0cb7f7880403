package deploy

import (
	"fmt"
	"path"
	"strings"
)

// Layout says where things are on a board.
type Layout struct {
	Root    string   // releases and the link to the current one
	Etc     string   // configuration and model
	Unit    string   // the systemd unit
	Service []string // instead of systemctl: called with restart or stop behind it
	Health  string   // where the service listens; "" for http.listen of its configuration
}

// DefaultLayout is that of a Pi with systemd.
func DefaultLayout() Layout {
	return Layout{
		Root: "/opt/edgetune", Etc: "/etc/edgetune", Unit: "/etc/systemd/system/edgetune.service",
	}
}

func (l Layout) current() string           { return path.Join(l.Root, "current") }
func (l Layout) releases() string          { return path.Join(l.Root, "releases") }
func (l Layout) incoming() string          { return path.Join(l.Root, "incoming") }
func (l Layout) undo() string              { return path.Join(path.Dir(l.Unit), "edgetune-undo.service") }
func (l Layout) binary(hash string) string { return path.Join(l.releases(), hash, "edgetune") }
func (l Layout) config() string            { return path.Join(l.Etc, "edgetune.toml") }
func (l Layout) model() string             { return path.Join(l.Etc, "model.safetensors") }

// check refuses paths that are not what they seem to be on the board.
func (l Layout) check() error {
	for _, p := range []string{l.Root, l.Etc, l.Unit} {
		if !path.IsAbs(p) || path.Clean(p) != p || strings.ContainsAny(p, "\n\x00") {
			return fmt.Errorf("deploy: path %.80q on the board: give it from the root on, without .. or a slash at the end", p)
		}
	}
	return nil
}
