package main

import (
	"cmp"
	"debug/elf"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// function is a kernel in a binary.
type function struct {
	name   string
	offset int64 // in the file
	code   []byte
}

// mutant is a change of a file.
type mutant struct {
	offset int64
	bytes  []byte
	what   string
}

// write makes a copy of a program with the change.
func (u mutant) write(from, to string) error {
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	copy(text[u.offset:], u.bytes)
	return os.WriteFile(to, text, 0o755)
}

const packagePrefix = "edgetune/internal/kernel."

// assembly is the end of the name of a function in assembly, or of a wrapper of one of
// Go's. On 32-bit Arm Go passes arguments as assembly does, and names tell nothing.
func assembly(goarch string) string {
	if goarch == "arm" {
		return ""
	}
	return ".abi0"
}

var text = regexp.MustCompile(`(?m)^TEXT ·(\w+)\(SB\)`)

// inAssembly returns the names of the functions in assembly.
func inAssembly(goarch string) ([]string, error) {
	files, err := filepath.Glob("internal/kernel/*_" + goarch + ".s")
	if err != nil {
		return nil, err
	}
	var names []string
	for _, f := range files {
		source, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		for _, m := range text.FindAllSubmatch(source, -1) {
			names = append(names, string(m[1]))
		}
	}
	return names, nil
}

// kernels finds the functions in assembly that do arithmetic.
func kernels(binary, goarch, prefix string) ([]function, error) {
	names, err := inAssembly(goarch)
	if err != nil {
		return nil, err
	}
	f, err := elf.Open(binary)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	symbols, err := f.Symbols()
	if err != nil {
		return nil, err
	}
	var all []function
	for _, s := range symbols {
		name, ours := strings.CutPrefix(s.Name, packagePrefix)
		name, isASM := strings.CutSuffix(name, assembly(goarch))
		if !ours || !isASM || !slices.Contains(names, name) || !strings.HasPrefix(name, prefix) || notArithmetic(name) {
			continue
		}
		section := f.Sections[s.Section]
		code := make([]byte, s.Size)
		if _, err := section.ReadAt(code, int64(s.Value-section.Addr)); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, function{name, int64(section.Offset + s.Value - section.Addr), code})
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s has no kernel that begins with %q", binary, prefix)
	}
	slices.SortFunc(all, func(a, b function) int { return cmp.Compare(a.name, b.name) })
	return all, nil
}

// notArithmetic are functions that only call others, or only move, and the one that
// reads the name of the core.
func notArithmetic(name string) bool {
	return strings.HasPrefix(name, "onScratch") || strings.HasPrefix(name, "blocked") || name == "copyRowsASM" || name == "midr"
}
