package main

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// loop is a kernel whose inner loop is looked at, and its multiply-accumulates per
// turn.
type loop struct {
	function string
	macs     int
}

var loops = []loop{
	{"gemm8", 256},
	{"gemm8F16", 256},
	{"gemm8A", 64},
	{"gemm8AF16", 64},
	{"gemm7", 224},
	{"gemm4", 128},
	{"gemm1", 32},
	{"gemm1F16", 32},
	{"fmaTapsASM", 32},
}

// models are the cores that llvm-mca knows and the boards they stand for: it has no
// A76, whose pipes are those of the Neoverse N1.
var models = []string{"cortex-a53", "cortex-a72", "neoverse-n1"}

// turns is the length of a simulation, long enough to forget its start.
const turns = 200

// predict runs llvm-mca on the inner loops of the kernels in the guest.
func predict(ctx context.Context) (string, error) {
	guest := filepath.Join(buildDir, "icount-guest")
	if _, err := output(ctx, []string{"CGO_ENABLED=0", "GOARCH=arm64"}, "go", "build", "-o", guest, "./cross/icount/guest"); err != nil {
		return "", err
	}
	code, err := output(ctx, nil, "aarch64-linux-gnu-objdump", "-d", "-z", "--no-show-raw-insn", guest)
	if err != nil {
		return "", err
	}
	version, err := output(ctx, nil, "llvm-mca", "--version")
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintln(&b, "# Multiply-accumulates per cycle of the kernels' inner loops by llvm-mca's models, steady")
	fmt.Fprintln(&b, "# state without caches: go run ./cross/icount -mca -update. neoverse-n1 stands for the A76;")
	fmt.Fprintf(&b, "# LLVM 14 has no model of its own for it (LLVM 19 says 7.97 for gemm8). This is %s\n", strings.TrimSpace(strings.SplitN(version, "\n", 2)[0]))
	fmt.Fprintf(&b, "%-12s %6s %6s", "kernel", "insns", "macs")
	for _, m := range models {
		fmt.Fprintf(&b, " %12s", m)
	}
	fmt.Fprintln(&b)
	for _, l := range loops {
		if err := l.print(ctx, &b, code); err != nil {
			return "", err
		}
	}
	return b.String(), nil
}

func (l loop) print(ctx context.Context, b *strings.Builder, code string) error {
	body := innerLoop(disassembly(code, l.function))
	if body == nil {
		return fmt.Errorf("no loop in %s", l.function)
	}
	fmt.Fprintf(b, "%-12s %6d %6d", l.function, len(body), l.macs)
	for _, m := range models {
		c, err := simulate(ctx, m, body)
		if err != nil {
			return fmt.Errorf("%s: %w", l.function, err)
		}
		fmt.Fprintf(b, " %12.2f", float64(l.macs)/c)
	}
	fmt.Fprintln(b)
	return nil
}

// instruction is one line of objdump.
type instruction struct {
	at   int64
	text string
}

// disassembly returns the instructions of a function of package kernel.
func disassembly(code, function string) (all []instruction) {
	_, code, _ = strings.Cut(code, "<edgetune/internal/kernel."+function+".abi0>:\n")
	code, _, _ = strings.Cut(code, "\n\n")
	for line := range strings.Lines(code) {
		at, text, ok := strings.Cut(strings.TrimSpace(line), ":")
		if n, err := strconv.ParseInt(at, 16, 64); ok && err == nil {
			text, _, _ = strings.Cut(text, "//")
			all = append(all, instruction{n, strings.TrimSpace(text)})
		}
	}
	return all
}

var branch = regexp.MustCompile(`^b\.\w+\s+([0-9a-f]+)`)

// innerLoop returns the loop with the most multiplications that has no loop inside.
func innerLoop(code []instruction) (best []string) {
	most := 0
	for i, in := range code {
		m := branch.FindStringSubmatch(in.text)
		if m == nil {
			continue
		}
		to, _ := strconv.ParseInt(m[1], 16, 64)
		from := slices.IndexFunc(code, func(x instruction) bool { return x.at == to })
		if from < 0 || from > i {
			continue
		}
		body, count, inner := []string{}, 0, false
		for _, x := range code[from:i] {
			inner = inner || branch.MatchString(x.text)
			if strings.HasPrefix(x.text, "fmla") {
				count++
			}
			body = append(body, x.text)
		}
		if !inner && count > most {
			most, best = count, append(body, regexp.MustCompile(`\s.*`).ReplaceAllString(in.text, " .Lloop"))
		}
	}
	return best
}

var totalCycles = regexp.MustCompile(`Total Cycles:\s+(\d+)`)

// simulate returns the cycles of one turn of the loop.
func simulate(ctx context.Context, cpu string, body []string) (float64, error) {
	c := exec.CommandContext(ctx, "llvm-mca", "-mtriple=aarch64-linux-gnu", "-mcpu="+cpu, "-iterations="+strconv.Itoa(turns))
	c.Stdin = strings.NewReader(".Lloop:\n" + strings.Join(body, "\n") + "\n")
	var errs bytes.Buffer
	c.Stderr = &errs
	out, err := c.Output()
	if err != nil {
		return 0, fmt.Errorf("%s: %w\n%s", c, err, errs.String())
	}
	m := totalCycles.FindSubmatch(out)
	if m == nil {
		return 0, fmt.Errorf("%s: no total in its answer", c)
	}
	n, err := strconv.Atoi(string(m[1]))
	return float64(n) / turns, err
}
