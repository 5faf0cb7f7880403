package main

import (
	"fmt"
	"regexp"
	"strings"
)

// machine is a kind of Arm: its binutils, its registers, and how Go loads an argument.
type machine struct {
	goarch   string
	binutils string   // what the names of as and objdump start with
	listing  []string // how objdump names registers
	pointer  int      // bytes of a pointer and of an int
	moves    map[string]string
	align    string // the directive that aligns the first instruction, if Go has it
	end      string // the instruction that returns

	// reserved are the registers that belong to Go or to the platform.
	reserved *regexp.Regexp
	// forbidden leave the function or need its address.
	forbidden *regexp.Regexp
	branch    *regexp.Regexp
}

var machines = []*machine{
	{
		goarch:    "arm64",
		binutils:  "aarch64-linux-gnu-",
		pointer:   8,
		moves:     map[string]string{"pointer": "MOVD", "int32": "MOVW", "uint32": "MOVWU", "float32": "FMOVS"},
		align:     "PCALIGN $16",
		end:       "ret",
		reserved:  regexp.MustCompile(`\b(w?sp|[wx]18|[wx]2[789]|[wx]30)\b`),
		forbidden: regexp.MustCompile(`^(bl|blr|br|adr|adrp|svc|brk|udf)\b`),
		branch:    regexp.MustCompile(`^(b|b\.[a-z]+|cbn?z|tbn?z)\s.*?([0-9a-f]+) <`),
	},
	{
		goarch:    "arm",
		binutils:  "arm-linux-gnueabihf-",
		listing:   []string{"-M", "reg-names-std"},
		pointer:   4,
		moves:     map[string]string{"pointer": "MOVW", "int32": "MOVW", "uint32": "MOVW", "float32": "MOVF"},
		end:       "bx lr",
		reserved:  regexp.MustCompile(`\b(r10|sp|lr|pc|r1[345])\b`),
		forbidden: regexp.MustCompile(`^(bl|blx|bx|bxj|adr|svc|bkpt|udf|push|pop)\b`),
		branch:    regexp.MustCompile(`^(b(?:eq|ne|cs|cc|mi|pl|vs|vc|hi|ls|ge|lt|gt|le)?)\s.*?([0-9a-f]+) <`),
	},
}

// suffix is the end of a source's name, without its extension.
func (m *machine) suffix() string { return "_" + m.goarch }

// classify returns the size of an argument and the instruction that loads it.
func (m *machine) classify(t string) (size int, move string, err error) {
	switch {
	case strings.HasPrefix(t, "*"), t == "unsafe.Pointer", t == "int", t == "uint", t == "uintptr":
		return m.pointer, m.moves["pointer"], nil
	case m.pointer == 8 && (t == "int64" || t == "uint64"):
		return 8, m.moves["pointer"], nil
	case m.moves[t] != "":
		return 4, m.moves[t], nil
	}
	return 0, "", fmt.Errorf("argument of type %s; use pointers, int, integers of 32 bits, float32", t)
}
