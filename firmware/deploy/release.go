package deploy

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"golang.org/x/mod/semver"

	"edgetune/internal/signature"
)

// ManifestName is the file of a release folder that names all others; it is what gets
// signed.
const ManifestName = "release.json"

// Manifest lists the binaries of a release.
type Manifest struct {
	Version string `json:"version"` // as in v1.2.3
	Commit  string `json:"commit"`
	Go      string `json:"go"`
	Builds  []File `json:"builds"`
}

// File is one binary.
type File struct {
	Build  string `json:"build"` // as in arm64, arm6
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Sizes that no honest release has.
const (
	maxManifest = 1 << 20
	maxBinary   = 64 << 20
)

// Release is a folder whose manifest was checked.
type Release struct {
	Manifest
	dir string
}

// OpenRelease reads the manifest of a release folder. With a key its signature is
// checked before it is parsed; a nil key takes what is there.
func OpenRelease(dir string, key *signature.Key) (Release, error) {
	r := Release{dir: dir}
	path := filepath.Join(dir, ManifestName)
	text, claim, err := readSigned(path, maxManifest, key, signature.Release)
	if errors.Is(err, fs.ErrNotExist) {
		return r, fmt.Errorf("deploy: release: %w; give the folder of go run ./cross/release", err)
	}
	if err != nil {
		return r, fmt.Errorf("deploy: release: %w", err)
	}
	if err := json.Unmarshal(text, &r.Manifest); err != nil {
		return r, fmt.Errorf("deploy: release: %s: %w", path, err)
	}
	if err := r.check(); err != nil {
		return r, fmt.Errorf("deploy: release: %s: %w", path, err)
	}
	if key != nil && claim.Version != r.Version {
		return r, fmt.Errorf("deploy: release: %s is %s but signed as %s", path, r.Version, claim.Version)
	}
	return r, nil
}

var hash256 = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (m Manifest) check() error {
	if !semver.IsValid(m.Version) {
		return fmt.Errorf("version %.80q is not like v1.2.3", m.Version)
	}
	for _, f := range m.Builds {
		if f.Name != filepath.Base(f.Name) || !hash256.MatchString(f.SHA256) || f.Size <= 0 || f.Size > maxBinary {
			return fmt.Errorf("build %.40q has an unusable name, size or hash", f.Build)
		}
	}
	return nil
}

// read returns the binary of a build, after comparing its hash.
func (r Release) read(build string) (File, []byte, error) {
	for _, f := range r.Builds {
		if f.Build != build {
			continue
		}
		data, _, err := readSigned(filepath.Join(r.dir, f.Name), f.Size, nil, "")
		if err != nil {
			return f, nil, fmt.Errorf("deploy: release: %w", err)
		}
		if sum := hashOf(data); sum != f.SHA256 {
			return f, nil, fmt.Errorf("deploy: release: %s has the hash %s, the manifest says %s; build the release again", f.Name, sum, f.SHA256)
		}
		return f, data, nil
	}
	return File{}, nil, fmt.Errorf("deploy: release: %s has no build %s; build it with go run ./cross/release", r.dir, build)
}

// readSigned reads a file of at most limit bytes, with a key only if it is signed.
func readSigned(path string, limit int64, key *signature.Key, kind signature.Kind) ([]byte, signature.Claim, error) {
	if key != nil {
		return signature.ReadFile(path, limit, *key, kind)
	}
	info, err := os.Stat(path)
	if err == nil && (info.Size() > limit || !info.Mode().IsRegular()) {
		err = fmt.Errorf("%s is no file of at most %d bytes", path, limit)
	}
	if err != nil {
		return nil, signature.Claim{}, err
	}
	data, err := os.ReadFile(path)
	return data, signature.Claim{}, err
}

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
