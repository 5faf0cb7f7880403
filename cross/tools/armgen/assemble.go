package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// assemble returns the disassembly of a source.
func (m *machine) assemble(src string) (string, error) {
	dir, err := os.MkdirTemp("", "armgen")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	obj := filepath.Join(dir, "kernel.o")
	if _, err := tool(m.binutils+"as", "-o", obj, src); err != nil {
		return "", err
	}
	relocations, err := tool(m.binutils+"objdump", "-r", obj)
	if err != nil {
		return "", err
	}
	if strings.Contains(relocations, " R_A") {
		return "", fmt.Errorf("needs relocations; use no symbols outside a function:\n%s", relocations)
	}
	return tool(m.binutils+"objdump", append(m.listing, "-d", "-z", obj)...)
}

func tool(name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w\n%s", name, err, stderr.String())
	}
	return string(out), nil
}

// code is one function of a source.
type code struct {
	machine *machine
	name    string
	base    uint64 // address
	insns   []insn
}

// insn is one instruction.
type insn struct {
	word   uint32
	text   string
	target uint64 // address that it branches to, if branch
	branch bool
}

var (
	labelRE = regexp.MustCompile(`^([0-9a-f]+) <([^>]+)>:$`)
	insnRE  = regexp.MustCompile(`^\s*[0-9a-f]+:\s+([0-9a-f]{8})\s+(.*)$`)
)

// parseListing splits a disassembly by function. Padding after the last ret of a
// function is dropped.
func (m *machine) parseListing(listing string) ([]*code, error) {
	var codes []*code
	for line := range strings.Lines(listing) {
		line = strings.TrimRight(line, "\n")
		if l := labelRE.FindStringSubmatch(line); l != nil {
			base, err := strconv.ParseUint(l[1], 16, 64)
			if err != nil {
				return nil, err
			}
			codes = append(codes, &code{machine: m, name: l[2], base: base})
			continue
		}
		found := insnRE.FindStringSubmatch(line)
		if found == nil {
			continue
		}
		if len(codes) == 0 {
			return nil, fmt.Errorf("an instruction before the first label; start with one")
		}
		in, err := m.parseInsn(found[1], found[2])
		if err != nil {
			return nil, err
		}
		c := codes[len(codes)-1]
		c.insns = append(c.insns, in)
	}
	for _, c := range codes {
		c.trim()
	}
	return codes, nil
}

func (m *machine) parseInsn(word, text string) (insn, error) {
	w, err := strconv.ParseUint(word, 16, 32)
	if err != nil {
		return insn{}, err
	}
	in := insn{word: uint32(w)}
	if to := m.branch.FindStringSubmatch(text); to != nil {
		in.branch = true
		if in.target, err = strconv.ParseUint(to[2], 16, 64); err != nil {
			return insn{}, err
		}
	}
	text, _, _ = strings.Cut(text, "//")
	text, _, _ = strings.Cut(text, "@")
	text, _, _ = strings.Cut(text, "<")
	in.text = strings.Join(strings.Fields(text), " ")
	return in, nil
}

// trim drops the padding that follows a function.
func (c *code) trim() {
	for n := len(c.insns); n > 0 && strings.HasPrefix(c.insns[n-1].text, "nop"); n-- {
		c.insns = c.insns[:n-1]
	}
}
