package main

import (
	"debug/buildinfo"
	"encoding/json"
	"runtime/debug"
	"strings"

	"edgetune/firmware/deploy"
)

// sbomSuffix is added to the name of a binary to name its SBOM.
const sbomSuffix = ".cdx.json"

// The parts of CycloneDX 1.5 that are said of a binary.
type (
	bom struct {
		Format   string      `json:"bomFormat"`
		Spec     string      `json:"specVersion"`
		Version  int         `json:"version"`
		Metadata metadata    `json:"metadata"`
		Parts    []component `json:"components"`
	}
	metadata struct {
		Component component `json:"component"`
	}
	component struct {
		Type       string     `json:"type"`
		Ref        string     `json:"bom-ref"`
		Name       string     `json:"name"`
		Version    string     `json:"version"`
		URL        string     `json:"purl"`
		Hashes     []hash     `json:"hashes,omitempty"`
		Properties []property `json:"properties,omitempty"`
	}
	hash struct {
		Algorithm string `json:"alg"`
		Content   string `json:"content"`
	}
	property struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
)

// sbom lists what is in a binary: what the linker wrote into it, not what go.mod asks
// for. It also returns the version of Go.
func sbom(path, version string, f deploy.File) ([]byte, string, error) {
	info, err := buildinfo.ReadFile(path)
	if err != nil {
		return nil, "", err
	}
	main := part(info.Main.Path, version)
	main.Type = "application"
	main.Hashes = []hash{{"SHA-256", f.SHA256}}
	for _, s := range info.Settings {
		main.Properties = append(main.Properties, property{"go:" + s.Key, s.Value})
	}
	b := bom{Format: "CycloneDX", Spec: "1.5", Version: 1, Metadata: metadata{main}}
	b.Parts = append(b.Parts, part("std", "v"+strings.TrimPrefix(info.GoVersion, "go")))
	for _, d := range info.Deps {
		b.Parts = append(b.Parts, dependency(d))
	}
	text, err := json.MarshalIndent(b, "", "  ")
	return append(text, '\n'), info.GoVersion, err
}

func part(path, version string) component {
	url := "pkg:golang/" + path + "@" + version
	return component{Type: "library", Ref: url, Name: path, Version: version, URL: url}
}

// dependency is a module, with the hash that go.sum has of it.
func dependency(d *debug.Module) component {
	if d.Replace != nil {
		d = d.Replace
	}
	c := part(d.Path, d.Version)
	c.Properties = []property{{"go:sum", d.Sum}}
	return c
}
