package main

import (
	"cmp"
	"debug/elf"
	"fmt"
	"os"
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

const (
	packagePrefix = "edgetune/internal/kernel."
	assembly      = ".abi0" // of functions in assembly, and of wrappers of Go's
)

// kernels finds the functions in assembly that do arithmetic.
func kernels(binary, prefix string) ([]function, error) {
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
		name, isASM := strings.CutSuffix(name, assembly)
		if !ours || !isASM || !strings.HasPrefix(name, prefix) || notArithmetic(name) {
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
