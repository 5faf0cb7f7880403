package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// board is a processor whose cycles are predicted: what qemu calls it, llvm-mca's model
// and how many instructions of Go it executes in a cycle.
type board struct {
	name, model string
	ofGo        float64
	core        string
}

var boards = []board{
	{"A76", "neoverse-n1", 2.5, "cortex-a76"},
	{"A72", "cortex-a72", 1.7, "cortex-a72"},
}

// predictSteps counts the steps of `tune` on every board, prices what was executed, and
// prints float16 beside integers.
func predictSteps(ctx context.Context) (string, error) {
	var b strings.Builder
	fmt.Fprintln(&b, "# Millions of cycles of a training step, float16 and q7, predicted by go run ./cross/icount -predict -update:")
	for _, x := range boards {
		fmt.Fprintf(&b, "# %s: loops in assembly by llvm-mca (%s), the rest at %.1f instructions a cycle; no caches.\n", x.name, x.model, x.ofGo)
	}
	fmt.Fprintf(&b, "%-4s %-12s %10s %10s %8s  %s\n", "core", "step", "float16", "q7", "f16/q7", "where the cycles of q7 go")
	for _, x := range boards {
		if err := x.print(ctx, &b); err != nil {
			return "", err
		}
	}
	return b.String(), nil
}

func (x board) print(ctx context.Context, b *strings.Builder) error {
	m := machines()[0]
	m.core.Name, m.detail = x.core, true
	rows, err := m.count(ctx, "step")
	if err != nil {
		return err
	}
	code, err := output(ctx, nil, "aarch64-linux-gnu-objdump", "-d", "-z", "--no-show-raw-insn", filepath.Join(buildDir, "icount-guest-arm64"))
	if err != nil {
		return err
	}
	p := pricing{board: x, code: code, functions: map[string]*priced{}}
	half := map[string]float64{}
	for _, r := range rows {
		kind, step, _ := strings.Cut(strings.TrimPrefix(r.name, "step "), " ")
		if kind == "bench" {
			continue
		}
		cycles, by, err := p.row(ctx, r)
		if err != nil {
			return err
		}
		if kind == "tune" {
			half[step] = cycles
			continue
		}
		fmt.Fprintf(b, "%-4s %-12s %10.3f %10.3f %8.2f %s\n", x.name, step, half[step]/1e6, cycles/1e6, half[step]/cycles, by)
	}
	return nil
}

// pricing turns counts into cycles.
type pricing struct {
	board
	code      string // of the guest, disassembled
	functions map[string]*priced
}

// priced is a function in assembly: cycles of an instruction by its address, where that
// is in a loop that has none inside.
type priced struct {
	code  []instruction
	turns []turn
	known map[int64]float64
}

// turn is such a loop: code[from:to].
type turn struct{ from, to int }

// row returns the cycles of a case and its dearest functions.
func (p *pricing) row(ctx context.Context, r row) (float64, string, error) {
	by, total := map[string]float64{}, 0.0
	for _, s := range r.by {
		cost, name := 1/p.ofGo, s.function
		if function, at, ok := strings.Cut(s.function, ".abi0+"); ok {
			var err error
			if cost, err = p.cost(ctx, function, at); err != nil {
				return 0, "", err
			}
			name = function
		}
		by[name] += cost * float64(s.count)
		total += cost * float64(s.count)
	}
	return total, dearest(by, total), nil
}

func dearest(by map[string]float64, total float64) string {
	names := make([]string, 0, len(by))
	for n := range by {
		names = append(names, n)
	}
	slices.SortFunc(names, func(a, b string) int {
		if by[a] != by[b] {
			return int(by[b] - by[a])
		}
		return strings.Compare(a, b)
	})
	var b strings.Builder
	for _, n := range names[:min(shown, len(names))] {
		fmt.Fprintf(&b, " %s %.1f%%", strings.NewReplacer("[go.shape.int8,go.shape.int32]", "", "[go.shape.int8]", "", "[go.shape.int32]", "").Replace(n), 100*by[n]/total)
	}
	return b.String()
}
