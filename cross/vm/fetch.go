package vm

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Fetch brings the kernels that are missing from the Debian mirror that this machine
// uses. It needs neither root nor any change to the machine: apt works with lists of
// its own in build/vm/apt.
func Fetch(ctx context.Context, root string) error {
	root, err := filepath.Abs(root)
	if err != nil {
		return fmt.Errorf("vm: %w", err)
	}
	var a *apt
	for _, k := range Kernels() {
		if !k.Missing(root) {
			continue
		}
		if a == nil {
			if a, err = newApt(ctx, filepath.Join(Dir(root), "apt")); err != nil {
				return fmt.Errorf("vm: %w", err)
			}
		}
		if err := a.unpack(ctx, k, k.Folder(root)); err != nil {
			return fmt.Errorf("vm: kernel package %s for %s: %w", k.Package, k.Arch, err)
		}
	}
	return nil
}

// apt is an apt with configuration, lists and cache of its own.
type apt struct{ dir string }

// newApt sets it up and reads the lists.
func newApt(ctx context.Context, dir string) (*apt, error) {
	mirror, err := mirror(ctx)
	if err != nil {
		return nil, err
	}
	for _, d := range []string{"state/lists/partial", "cache/archives/partial"} {
		if err := os.MkdirAll(filepath.Join(dir, d), 0o755); err != nil {
			return nil, err
		}
	}
	a := &apt{dir}
	if err := a.configure(mirror); err != nil {
		return nil, err
	}
	_, err = a.run(ctx, "apt-get", "update", "-qq")
	return a, err
}

const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg"

// configure writes apt.conf and sources.list.
func (a *apt) configure(mirror string) error {
	var sources, archs strings.Builder
	for _, k := range Kernels() {
		fmt.Fprintf(&sources, "deb [arch=%s signed-by=%s] %s %s main\n", k.Arch, keyring, mirror, k.Suite)
		fmt.Fprintf(&archs, "%q; ", k.Arch)
	}
	conf := fmt.Sprintf(`#clear APT::Architectures;
APT::Architecture %q;
APT::Architectures { %s};
APT::Sandbox::User "root";
Dir::State %q;
Dir::State::status "/dev/null";
Dir::Cache %q;
Dir::Etc::SourceList %q;
Dir::Etc::SourceParts "/dev/null";
`, ARM64.Arch, archs.String(), a.path("state"), a.path("cache"), a.path("sources.list"))
	if err := os.WriteFile(a.path("sources.list"), []byte(sources.String()), 0o644); err != nil {
		return err
	}
	return os.WriteFile(a.path("apt.conf"), []byte(conf), 0o644)
}

func (a *apt) path(name string) string { return filepath.Join(a.dir, name) }

// unpack downloads the newest kernel and unpacks it to dir, all of it or nothing.
func (a *apt) unpack(ctx context.Context, k Kernel, dir string) error {
	name, err := a.newest(ctx, k)
	if err != nil {
		return err
	}
	if _, err := a.run(ctx, "apt-get", "download", "-qq", name); err != nil {
		return err
	}
	files, err := filepath.Glob(a.path(strings.TrimSuffix(name, ":"+k.Arch) + "_*_" + k.Arch + ".deb"))
	if err != nil || len(files) == 0 {
		return fmt.Errorf("apt-get download %s left no file", name)
	}
	part := dir + ".part"
	if err := os.RemoveAll(part); err != nil {
		return err
	}
	if _, err := a.run(ctx, "dpkg-deb", "-x", files[0], part); err != nil {
		return err
	}
	if err := os.Remove(files[0]); err != nil {
		return err
	}
	return os.Rename(part, dir)
}

// newest returns the package that a metapackage depends on, "linux-image-…:arm64".
func (a *apt) newest(ctx context.Context, k Kernel) (string, error) {
	out, err := a.run(ctx, "apt-cache", "-t", k.Suite, "depends", k.Package+":"+k.Arch)
	if err != nil {
		return "", err
	}
	for line := range strings.Lines(string(out)) {
		if name, ok := strings.CutPrefix(strings.TrimSpace(line), "Depends: linux-image-"); ok {
			name, _, _ = strings.Cut(name, ":")
			return "linux-image-" + name + ":" + k.Arch, nil
		}
	}
	return "", fmt.Errorf("it depends on no kernel:\n%s", out)
}

func (a *apt) run(ctx context.Context, argv ...string) ([]byte, error) {
	c := exec.CommandContext(ctx, argv[0], argv[1:]...)
	c.Dir, c.Env = a.dir, append(os.Environ(), "APT_CONFIG="+a.path("apt.conf"), "LC_ALL=C")
	var errs bytes.Buffer
	c.Stderr = &errs
	out, err := c.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w\n%s", strings.Join(argv, " "), err, errs.String())
	}
	return out, nil
}

// mirror is where this machine's packages come from.
func mirror(ctx context.Context) (string, error) {
	release, err := os.ReadFile("/etc/os-release")
	if err != nil {
		return "", err
	}
	var codename string
	for line := range strings.Lines(string(release)) {
		if v, ok := strings.CutPrefix(strings.TrimSpace(line), "VERSION_CODENAME="); ok {
			codename = v
		}
	}
	out, err := exec.CommandContext(ctx, "apt-get", "indextargets", "--format", "$(RELEASE) $(REPO_URI)").Output()
	if err != nil {
		return "", fmt.Errorf("apt-get indextargets: %w; the kernels are Debian's, so fetch them on a Debian machine", err)
	}
	for line := range strings.Lines(string(out)) {
		if uri, ok := strings.CutPrefix(strings.TrimSpace(line), codename+" "); ok {
			return uri, nil
		}
	}
	return "", fmt.Errorf("no source of packages for %q; the kernels are Debian's, so fetch them on a Debian machine", codename)
}
