package main

import (
	"fmt"
	"strings"
	"time"
)

// The parts of nfpm's configuration that are used.
type (
	config struct {
		Name        string            `json:"name"`
		Arch        string            `json:"arch"`
		Platform    string            `json:"platform"`
		Version     string            `json:"version"`
		Schema      string            `json:"version_schema"`
		Release     string            `json:"release"`
		Section     string            `json:"section"`
		Priority    string            `json:"priority"`
		Maintainer  string            `json:"maintainer"`
		Description string            `json:"description"`
		Homepage    string            `json:"homepage"`
		Mtime       string            `json:"mtime"`
		Recommends  []string          `json:"recommends"`
		Suggests    []string          `json:"suggests"`
		Contents    []content         `json:"contents"`
		Scripts     map[string]string `json:"scripts"`
		Deb         map[string]string `json:"deb"`
	}
	content struct {
		Source string `json:"src,omitempty"`
		Target string `json:"dst"`
		Type   string `json:"type,omitempty"`
		Info   info   `json:"file_info"`
	}
	info struct {
		Mode  uint32 `json:"mode"`
		Mtime string `json:"mtime"`
	}
)

func (p *packer) mode(bits uint32) info {
	return info{Mode: bits, Mtime: p.when.Format(time.RFC3339)}
}

// version is Debian's form of the release's version: 1.2.3, 0.0.0~20260102150405.abc; a
// tilde sorts before the release that it leads to.
func (p *packer) version() string {
	v := strings.TrimPrefix(p.manifest.Version, "v")
	base, pre, ok := strings.Cut(v, "-")
	if !ok {
		return base
	}
	return base + "~" + strings.ReplaceAll(pre, "-", ".")
}

func (p *packer) config(arch string, contents []content) config {
	return config{
		Name: "edgetune", Arch: arch, Platform: "linux", Version: p.version(), Schema: "none", Release: "1",
		Section: "science", Priority: "optional",
		Maintainer: maintainer, Homepage: homepage, Mtime: p.when.Format(time.RFC3339),
		Description: "on-device learning for single-board computers\n" +
			"edgetune reads sensors, keeps fine-tuning a small neural network on the\n" +
			"board itself, and survives power cuts. It needs no other package.",
		Recommends: []string{"systemd"},
		Suggests:   []string{"i2c-tools"},
		Contents:   contents,
		Scripts:    p.scripts(),
		Deb:        map[string]string{"compression": "xz"},
	}
}

const (
	maintainer = "edgetune developers <edgetune@example.org>"
	homepage   = "https://example.org/edgetune"
)

// changelog is Debian's.
func (p *packer) changelog() string {
	return fmt.Sprintf("edgetune (%s-1) unstable; urgency=medium\n\n  * Release %s\n    of commit %s.\n\n -- %s  %s\n",
		p.version(), p.manifest.Version, p.manifest.Commit, maintainer, p.when.Format(time.RFC1123Z))
}
