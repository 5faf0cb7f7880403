// Command armgen turns kernels in standard Arm syntax into Go assembly.
//
//	asm/*_arm64.S -> GNU as, objdump -> *_arm64.s, one WORD per instruction
//
// For every function label in a source it looks up the Go declaration of that name
// in the package, loads the arguments into registers, and writes the machine code
// with its disassembly beside it. Building the package then needs no binutils.
//
//	armgen ../../internal/kernel
//
// A source keeps these rules, and armgen refuses what breaks them:
//
//   - integers and pointers arrive in x0, x1, …, float32 in s0, s1, …, in the order
//     of the declaration; there are no results;
//   - x18, x27 to x30 and sp stay untouched, all other registers are free;
//   - branches stay within a function; no calls, no relocations; the end is a ret.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	prefix := flag.String("binutils", "aarch64-linux-gnu-", "what the names of as and objdump start with")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: armgen [-binutils PREFIX] PACKAGE-FOLDER")
		os.Exit(2)
	}
	if err := run(flag.Arg(0), *prefix); err != nil {
		fmt.Fprintln(os.Stderr, "armgen: error:", err)
		os.Exit(1)
	}
}

// run regenerates every assembly file of the package in dir.
func run(dir, prefix string) error {
	sources, err := filepath.Glob(filepath.Join(dir, "asm", "*_arm64.S"))
	if err != nil {
		return err
	}
	if len(sources) == 0 {
		return fmt.Errorf("%s: no asm/*_arm64.S; give the folder of a package", dir)
	}
	decls, err := readDeclarations(dir)
	if err != nil {
		return err
	}
	for _, src := range sources {
		text, err := generate(src, prefix, decls)
		if err != nil {
			return fmt.Errorf("%s: %w", src, err)
		}
		out := strings.TrimSuffix(filepath.Base(src), ".S") + ".s"
		if err := os.WriteFile(filepath.Join(dir, out), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// generate returns the Go assembly of one source.
func generate(src, prefix string, decls map[string]*function) ([]byte, error) {
	text, err := os.ReadFile(src)
	if err != nil {
		return nil, err
	}
	listing, err := assemble(src, prefix)
	if err != nil {
		return nil, err
	}
	codes, err := parseListing(listing)
	if err != nil {
		return nil, err
	}
	for _, c := range codes {
		if err := c.check(); err != nil {
			return nil, err
		}
		if decls[c.name] == nil {
			return nil, fmt.Errorf("%s: no declaration in the package; add `func %s(…)`", c.name, c.name)
		}
	}
	return emit(filepath.Base(src), text, codes, decls), nil
}
