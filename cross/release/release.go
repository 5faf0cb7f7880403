package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"edgetune/cross"
	"edgetune/firmware/deploy"
)

// release is what gets made of a checkout.
type release struct {
	root, out, version string
	builds             []cross.Build // shipped, unless given

	manifest deploy.Manifest
}

// shipped are the binaries of the boards, and one for this kind of machine.
func shipped() []cross.Build {
	var builds []cross.Build
	for _, b := range cross.Builds {
		if b.GOAMD64 != "v3" {
			builds = append(builds, b)
		}
	}
	return builds
}

// make builds everything and writes the list of it.
func (r *release) make(ctx context.Context) error {
	if len(r.builds) == 0 {
		r.builds = shipped()
	}
	commit, version, err := r.commit(ctx)
	if err != nil {
		return err
	}
	if r.version == "" {
		r.version = version
	}
	r.manifest = deploy.Manifest{Version: r.version, Commit: commit}
	if err := os.MkdirAll(r.out, 0o755); err != nil {
		return err
	}
	for _, b := range r.builds {
		if err := r.add(ctx, b); err != nil {
			return err
		}
	}
	text, err := json.MarshalIndent(r.manifest, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(r.out, deploy.ManifestName), append(text, '\n'), 0o644); err != nil {
		return err
	}
	return r.writeSums()
}

// add builds one binary and its SBOM.
func (r *release) add(ctx context.Context, b cross.Build) error {
	name := "edgetune-" + b.String()
	path := filepath.Join(r.out, name)
	if err := r.build(ctx, b, path); err != nil {
		return err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if most := cross.MostBytes[b.GOARCH]; int64(len(data)) > most {
		return fmt.Errorf("%s has %d bytes, the most is %d", name, len(data), most)
	}
	f := deploy.File{Build: b.String(), Name: name, Size: int64(len(data)), SHA256: fmt.Sprintf("%x", sha256.Sum256(data))}
	r.manifest.Builds = append(r.manifest.Builds, f)
	text, goVersion, err := sbom(path, r.version, f)
	if err != nil {
		return err
	}
	r.manifest.Go = goVersion
	return os.WriteFile(path+sbomSuffix, text, 0o644)
}

// writeSums writes what sha256sum -c reads.
func (r *release) writeSums() error {
	var names []string
	for _, f := range r.manifest.Builds {
		names = append(names, f.Name, f.Name+sbomSuffix)
	}
	var text strings.Builder
	for _, name := range slices.Sorted(slices.Values(append(names, deploy.ManifestName))) {
		data, err := os.ReadFile(filepath.Join(r.out, name))
		if err != nil {
			return err
		}
		fmt.Fprintf(&text, "%x  %s\n", sha256.Sum256(data), name)
	}
	return os.WriteFile(filepath.Join(r.out, "SHA256SUMS"), []byte(text.String()), 0o644)
}

// print writes a table of the binaries.
func (r *release) print(w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "%s\t%s\t%s\n", r.version, r.manifest.Go, r.out)
	for _, f := range r.manifest.Builds {
		fmt.Fprintf(t, "%s\t%.2f MB\t%s\n", f.Name, float64(f.Size)/1e6, f.SHA256)
	}
	t.Flush()
}
