package initramfs

import (
	"bytes"
	"debug/elf"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// library is the modules of an unpacked kernel package, by name.
type library struct {
	files   map[string]string
	builtin map[string]bool
}

// plain is a module's name as the kernel has it: without folder and suffix, with
// underscores.
func plain(file string) string {
	name := strings.TrimSuffix(strings.TrimSuffix(filepath.Base(file), ".xz"), ".ko")
	return strings.ReplaceAll(name, "-", "_")
}

// readLibrary walks the folder of a kernel package.
func readLibrary(dir string) (library, error) {
	l := library{map[string]string{}, map[string]bool{}}
	return l, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.Name() == "modules.builtin":
			return l.readBuiltin(path)
		case strings.HasSuffix(path, ".ko") || strings.HasSuffix(path, ".ko.xz"):
			l.files[plain(path)] = path
		}
		return nil
	})
}

func (l library) readBuiltin(path string) error {
	b, err := os.ReadFile(path)
	for _, line := range strings.Fields(string(b)) {
		l.builtin[plain(line)] = true
	}
	return err
}

// module is a loadable file.
type module struct {
	name string
	data []byte
}

// resolve returns the modules of the given names and all that they need, in the order
// of loading.
func (l library) resolve(names []string) (order []module, err error) {
	done := map[string]bool{}
	var visit func(name string) error
	visit = func(name string) error {
		name = plain(name)
		if done[name] || l.builtin[name] {
			return nil
		}
		done[name] = true
		m, err := l.read(name)
		if err != nil {
			return err
		}
		needs, err := depends(m.data)
		if err != nil {
			return fmt.Errorf("module %s: %w", name, err)
		}
		for _, n := range needs {
			if err := visit(n); err != nil {
				return err
			}
		}
		order = append(order, m)
		return nil
	}
	for _, n := range names {
		if err := visit(n); err != nil {
			return nil, err
		}
	}
	return order, nil
}

func (l library) read(name string) (module, error) {
	path, ok := l.files[name]
	if !ok {
		return module{}, fmt.Errorf("no module %s in this kernel package; take another kernel", name)
	}
	if !strings.HasSuffix(path, ".xz") {
		b, err := os.ReadFile(path)
		return module{name, b}, err
	}
	b, err := exec.Command("xz", "-dc", path).Output()
	if err != nil {
		return module{}, fmt.Errorf("xz -dc %s: %w; apt-get install xz-utils", path, err)
	}
	return module{name, b}, nil
}

// depends reads "depends=a,b" out of the section .modinfo.
func depends(object []byte) ([]string, error) {
	f, err := elf.NewFile(bytes.NewReader(object))
	if err != nil {
		return nil, err
	}
	s := f.Section(".modinfo")
	if s == nil {
		return nil, fmt.Errorf("no section .modinfo")
	}
	info, err := s.Data()
	if err != nil {
		return nil, err
	}
	for entry := range strings.SplitSeq(string(info), "\x00") {
		if list, ok := strings.CutPrefix(entry, "depends="); ok && list != "" {
			return strings.Split(list, ","), nil
		}
	}
	return nil, nil
}
