package main

import (
	"bytes"
	"compress/gzip"
	"context"
	_ "embed"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	"edgetune/firmware/deploy"
)

//go:embed debian/edgetune.lintian-overrides
var overrides []byte

//go:embed debian/copyright
var copyright []byte

//go:embed debian/postinst
var postinst []byte

//go:embed debian/prerm
var prerm []byte

//go:embed debian/postrm
var postrm []byte

// part is a file of the package that is made here.
type part struct {
	name, target, kind string
	data               []byte
}

// common makes the files that are the same for every architecture.
func (p *packer) common(ctx context.Context) ([]content, error) {
	dir := filepath.Join(p.out, "parts")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	parts, err := p.parts(ctx)
	if err != nil {
		return nil, err
	}
	var list []content
	for _, x := range parts {
		path := filepath.Join(dir, x.name)
		if err := os.WriteFile(path, x.data, 0o644); err != nil {
			return nil, err
		}
		if x.target != "" {
			list = append(list, content{Source: path, Target: x.target, Type: x.kind, Info: p.mode(0o644)})
		}
	}
	return list, nil
}

func (p *packer) parts(ctx context.Context) ([]part, error) {
	manual, err := p.say(ctx, "man")
	if err != nil {
		return nil, err
	}
	parts := []part{
		{"edgetune.service", "/usr/lib/systemd/system/edgetune.service", "", deploy.Unit("/usr/bin/edgetune", "/etc/edgetune")},
		{"edgetune.toml", "/etc/edgetune/edgetune.toml", "config|noreplace", deploy.DefaultConfig()},
		{"edgetune.1.gz", "/usr/share/man/man1/edgetune.1.gz", "", zip(manual)},
		{"copyright", "/usr/share/doc/edgetune/copyright", "", copyright},
		{"changelog.Debian.gz", "/usr/share/doc/edgetune/changelog.Debian.gz", "", zip([]byte(p.changelog()))},
		{"overrides", "/usr/share/lintian/overrides/edgetune", "", overrides},
		{"postinst", "", "", postinst},
		{"prerm", "", "", prerm},
		{"postrm", "", "", postrm},
	}
	for shell, target := range map[string]string{
		"bash": "/usr/share/bash-completion/completions/edgetune",
		"zsh":  "/usr/share/zsh/vendor-completions/_edgetune",
		"fish": "/usr/share/fish/vendor_completions.d/edgetune.fish",
	} {
		text, err := p.say(ctx, "completion", shell)
		if err != nil {
			return nil, err
		}
		parts = append(parts, part{"completion." + shell, target, "", text})
	}
	return parts, nil
}

func (p *packer) scripts() map[string]string {
	dir := filepath.Join(p.out, "parts")
	return map[string]string{
		"postinstall": filepath.Join(dir, "postinst"),
		"preremove":   filepath.Join(dir, "prerm"),
		"postremove":  filepath.Join(dir, "postrm"),
	}
}

// say runs edgetune and returns what it prints.
func (p *packer) say(ctx context.Context, args ...string) ([]byte, error) {
	out, err := exec.CommandContext(ctx, p.native, args...).Output()
	if err != nil {
		return nil, fmt.Errorf("%s %v: %w", p.native, args, err)
	}
	return out, nil
}

// zip compresses as Debian wants it: as well as possible, without a time.
func zip(data []byte) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err == nil {
		_, err = io.Copy(w, bytes.NewReader(data))
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic(err) // writing to memory with a level that there is cannot fail
	}
	return b.Bytes()
}
