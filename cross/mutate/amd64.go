package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// vexLine is a line of objdump with a VEX instruction of three operands, or one that
// widens. Comparisons are left out: some look for what is hardly ever there.
var vexLine = regexp.MustCompile(`^\s*([0-9a-f]+):\t(c[45] [0-9a-f ]+?)\s*\t(v(?:add|sub|mul|fmadd|and|andn|or|xor|max|min|padd|psub|pmul|pmadd|pmax|pmin|pand|por|pxor|unpck|punpck|shuf|perm|blendv|insert|pack)\S*)\s+(\S+,%[xy]mm\d+,%[xy]mm\d+)|^\s*([0-9a-f]+):\t(c[45] [0-9a-f ]+?)\s*\t(vcvtph2ps)\s+(\S+,%ymm\d+)`)

// ofAMD64 changes the vector operation in the middle of a kernel, as objdump finds it.
func ofAMD64(f function) (mutant, error) {
	raw := filepath.Join("build", "mutate", f.name+".bin")
	if err := os.WriteFile(raw, f.code, 0o644); err != nil {
		return mutant{}, err
	}
	defer os.Remove(raw)
	out, err := exec.Command("objdump", "-D", "-b", "binary", "-m", "i386:x86-64", "-w", raw).Output()
	if err != nil {
		return mutant{}, fmt.Errorf("objdump: %w", err)
	}
	var found [][]string
	for line := range strings.Lines(string(out)) {
		if m := parseVEX(line); m != nil {
			found = append(found, m)
		}
	}
	if len(found) == 0 {
		return mutant{}, fmt.Errorf("no vector operation found")
	}
	return otherOperand(f, found[len(found)/2])
}

// parseVEX returns the line, the address, the bytes, the name and the operands.
func parseVEX(line string) []string {
	m := vexLine.FindStringSubmatch(line)
	if m != nil && m[1] == "" {
		return append(m[:1:1], m[5:]...)
	}
	return m
}

// otherOperand flips the lowest bit of VEX.vvvv, the number of the middle operand, or,
// where there is none, VEX.L, the width: Intel SDM volume 2A, 2.3.5.6. They are in the
// second byte of a short prefix, the third of a long one.
func otherOperand(f function, line []string) (mutant, error) {
	at, err := strconv.ParseInt(line[1], 16, 64)
	if err != nil {
		return mutant{}, err
	}
	if at++; strings.HasPrefix(line[2], "c4") {
		at++
	}
	bit, how := byte(1<<3), "another operand"
	if strings.HasPrefix(line[3], "vcvt") {
		bit, how = 1<<2, "half of the lanes"
	}
	return mutant{f.offset + at, []byte{f.code[at] ^ bit}, fmt.Sprintf("%s %s at %s: %s", line[3], line[4], line[1], how)}, nil
}
