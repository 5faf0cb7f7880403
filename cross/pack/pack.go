package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"time"

	"edgetune/firmware/deploy"
)

// packer makes the packages of one release.
type packer struct {
	root, release, out string
	native             string // an edgetune that runs here

	manifest deploy.Release
	when     time.Time // of every file in the packages
}

// architectures are Debian's names of the builds that are packed.
var architectures = map[string]string{"arm64": "arm64", "arm6": "armhf", "amd64v1": "amd64"}

// all makes a package of each build, and returns the paths.
func (p *packer) all(ctx context.Context) (paths []string, err error) {
	if p.manifest, err = deploy.OpenRelease(p.release, nil); err != nil {
		return nil, err
	}
	if p.when, err = p.time(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(p.out, 0o755); err != nil {
		return nil, err
	}
	tool, err := p.tool(ctx)
	if err != nil {
		return nil, err
	}
	common, err := p.common(ctx)
	if err != nil {
		return nil, err
	}
	for _, f := range p.manifest.Builds {
		path, err := p.one(ctx, tool, f, common)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		paths = append(paths, path)
	}
	return paths, nil
}

var stamp = regexp.MustCompile(`-(\d{14})-[0-9a-f]{12}(\+dirty)?$`)

// time is that of the version, or of the manifest, so the same release gives the same
// package.
func (p *packer) time() (time.Time, error) {
	if m := stamp.FindStringSubmatch(p.manifest.Version); m != nil {
		return time.Parse("20060102150405", m[1])
	}
	info, err := os.Stat(filepath.Join(p.release, deploy.ManifestName))
	if err != nil {
		return time.Time{}, err
	}
	return info.ModTime().UTC(), nil
}

// tool builds the pinned nfpm.
func (p *packer) tool(ctx context.Context) (string, error) {
	path, err := filepath.Abs(filepath.Join(p.out, "bin", "nfpm"))
	if err != nil {
		return "", err
	}
	c := exec.CommandContext(ctx, "go", "build", "-C", "cross/tools", "-o", path, "github.com/goreleaser/nfpm/v2/cmd/nfpm")
	c.Dir = p.root
	if out, err := c.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build nfpm: %w\n%s", err, out)
	}
	return path, nil
}

// one makes one package.
func (p *packer) one(ctx context.Context, tool string, f deploy.File, common []content) (string, error) {
	binary := content{Source: p.abs(f.Name), Target: "/usr/bin/edgetune", Info: p.mode(0o755)}
	text, err := json.MarshalIndent(p.config(architectures[f.Build], append(common, binary)), "", "  ")
	if err != nil {
		return "", err
	}
	settings := filepath.Join(p.out, "parts", f.Build+".yaml") // JSON is YAML
	if err := os.WriteFile(settings, text, 0o644); err != nil {
		return "", err
	}
	path := filepath.Join(p.out, fmt.Sprintf("edgetune_%s_%s.deb", p.version(), architectures[f.Build]))
	c := exec.CommandContext(ctx, tool, "package", "--config", settings, "--packager", "deb", "--target", path)
	if out, err := c.CombinedOutput(); err != nil {
		return "", fmt.Errorf("nfpm: %w\n%s", err, out)
	}
	return path, nil
}

// abs is the path of a file of the release.
func (p *packer) abs(name string) string {
	path, err := filepath.Abs(filepath.Join(p.release, name))
	if err != nil {
		return name
	}
	return path
}
