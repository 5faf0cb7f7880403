// Command armgen turns kernels in standard Arm syntax into Go assembly.
//
//	asm/*_arm64.S, asm/*_arm.S -> GNU as, objdump -> *_arm64.s, *_arm.s, one WORD per instruction
//
// For every function label in a source it looks up the Go declaration of that name
// in the package, loads the arguments into registers, and writes the machine code
// with its disassembly beside it. Building the package then needs no binutils.
//
//	armgen ../../internal/kernel
//
// A source keeps these rules, and armgen refuses what breaks them:
//
//   - integers and pointers arrive in x0, x1, … (r0, r1, …), float32 in s0, s1, …, in the
//     order of the declaration; there are no results;
//   - x18, x27 to x30 and sp (r10, r13 to r15) stay untouched, all other registers are
//     free;
//   - branches stay within a function; no calls, no relocations; the end is a ret (bx lr).
//
// Start with machines in machine.go. Limit: a function has no frame of its own.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: armgen PACKAGE-FOLDER")
		os.Exit(2)
	}
	if err := run(flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, "armgen: error:", err)
		os.Exit(1)
	}
}

// run regenerates every assembly file of the package in dir.
func run(dir string) error {
	found := 0
	for _, m := range machines {
		n, err := m.run(dir)
		if err != nil {
			return err
		}
		found += n
	}
	if found == 0 {
		return fmt.Errorf("%s: no sources in asm; give the folder of a package", dir)
	}
	return nil
}

// run regenerates the files of one machine and returns how many there are.
func (m *machine) run(dir string) (int, error) {
	sources, err := filepath.Glob(filepath.Join(dir, "asm", "*"+m.suffix()+".S"))
	if err != nil || len(sources) == 0 {
		return 0, err
	}
	decls, err := m.readDeclarations(dir)
	if err != nil {
		return 0, err
	}
	for _, src := range sources {
		text, err := m.generate(src, decls)
		if err != nil {
			return 0, fmt.Errorf("%s: %w", src, err)
		}
		out := strings.TrimSuffix(filepath.Base(src), ".S") + ".s"
		if err := os.WriteFile(filepath.Join(dir, out), text, 0o644); err != nil {
			return 0, err
		}
	}
	return len(sources), nil
}

// generate returns the Go assembly of one source.
func (m *machine) generate(src string, decls map[string]*function) ([]byte, error) {
	text, err := os.ReadFile(src)
	if err != nil {
		return nil, err
	}
	listing, err := m.assemble(src)
	if err != nil {
		return nil, err
	}
	codes, err := m.parseListing(listing)
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
