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

// loop is an inner loop of a kernel: the one with so many multiply-accumulates a turn,
// four to an instruction, and with a piece of text in it.
type loop struct {
	function string
	macs     int
	with     string
}

var loops = []loop{
	{"gemmColumns", 384, ""},
	{"gemmColumns", 192, "x12"}, // the schedule for the Cortex-A53
	{"gemmRows", 256, ""},
	{"gemmRowsF16", 256, ""},
	{"gemm1", 128, ""},
	{"gemm1F16", 128, ""},
	{"fmaTapsASM", 32, ""},
}

// models are the cores that llvm-mca knows. Its A76 is a much older core, so that the
// Neoverse N1, which has the same pipes, stands for it.
var models = []string{"cortex-a72", "neoverse-n1"}

// mcaProgram is that of Debian's llvm-19.
const mcaProgram = "llvm-mca-19"

// turns is the length of a simulation, long enough to forget its start.
const turns = 200

// predict runs llvm-mca on the inner loops of the kernels in the guest.
func predict(ctx context.Context) (string, error) {
	guest := filepath.Join(buildDir, "icount-guest-arm64")
	if _, err := output(ctx, []string{"CGO_ENABLED=0", "GOARCH=arm64"}, "go", "build", "-o", guest, "./cross/icount/guest"); err != nil {
		return "", err
	}
	code, err := output(ctx, nil, "aarch64-linux-gnu-objdump", "-d", "-z", "--no-show-raw-insn", guest)
	if err != nil {
		return "", err
	}
	version, err := output(ctx, nil, mcaProgram, "--version")
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintln(&b, "# Multiply-accumulates per cycle of the kernels' inner loops, steady state without caches:")
	fmt.Fprintln(&b, "# go run ./cross/icount -mca -update. a53 is the model of cross/icount/a53.go, the others are")
	fmt.Fprintf(&b, "# llvm-mca's, and neoverse-n1 stands for the A76. The second gemmColumns is what a Cortex-A53\n# runs. By %s\n", strings.TrimSpace(strings.SplitN(version, "\n", 2)[0]))
	fmt.Fprintf(&b, "%-12s %6s %6s %12s", "kernel", "insns", "macs", "a53")
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
	body := l.find(disassembly(code, l.function))
	if body == nil {
		return fmt.Errorf("no loop of %d multiply-accumulates in %s", l.macs, l.function)
	}
	fmt.Fprintf(b, "%-12s %6d %6d %12.2f", l.function, len(body), l.macs, float64(l.macs)/inOrder(body))
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
			all = append(all, instruction{n, strings.ReplaceAll(strings.TrimSpace(text), "\t", " ")})
		}
	}
	return all
}

var branch = regexp.MustCompile(`^b\.\w+\s+([0-9a-f]+)`)

// find returns the loop, which has no loop inside.
func (l loop) find(code []instruction) []string {
	for i, in := range code {
		from := target(code, in)
		if from < 0 || from > i {
			continue
		}
		body, count, inner, with := []string{}, 0, false, false
		for j, x := range code[from:i] {
			to := target(code, x)
			inner = inner || to >= 0 && to <= from+j
			if strings.HasPrefix(x.text, "fmla") {
				count++
			}
			with = with || strings.Contains(x.text, l.with)
			if to >= 0 {
				x.text = loopBranch(x.text)
			}
			body = append(body, x.text)
		}
		if !inner && with && count*4 == l.macs {
			return append(body, loopBranch(in.text))
		}
	}
	return nil
}

// target is the index of what an instruction branches to, or -1.
func target(code []instruction, in instruction) int {
	m := branch.FindStringSubmatch(in.text)
	if m == nil {
		return -1
	}
	to, _ := strconv.ParseInt(m[1], 16, 64)
	return slices.IndexFunc(code, func(x instruction) bool { return x.at == to })
}

// loopBranch is a branch to the label that the models get.
func loopBranch(text string) string {
	op, _, _ := strings.Cut(text, " ")
	return op + " .Lloop"
}

var totalCycles = regexp.MustCompile(`Total Cycles:\s+(\d+)`)

// simulate returns the cycles of one turn of the loop.
func simulate(ctx context.Context, cpu string, body []string) (float64, error) {
	c := exec.CommandContext(ctx, mcaProgram, "-mtriple=aarch64-linux-gnu", "-mcpu="+cpu, "-iterations="+strconv.Itoa(turns))
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
