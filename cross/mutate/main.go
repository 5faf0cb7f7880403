package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"edgetune/cross"
)

// machine is a kind of machine whose kernels are changed.
type machine struct {
	build  cross.Build
	core   cross.Core // has the set
	set    string     // whose tests are run
	mutant func(f function) (mutant, error)
}

var machines = []machine{
	{cross.Build{GOARCH: "amd64"}, cross.Native, "avx2", ofAMD64},
	{cross.Build{GOARCH: "arm64"}, cross.A76, "neon", ofARM64},
	{cross.Build{GOARCH: "arm", GOARM: "6"}, cross.A7, "neon-v7", ofARM},
}

// patience is how long the tests of one kernel may take: one that does not end is
// caught too.
const patience = 3 * time.Minute

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := mutateAll(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "cross/mutate: error:", err)
		os.Exit(1)
	}
}

// mutateAll takes the name of a machine and the beginning of kernels' names.
func mutateAll(ctx context.Context, args []string) error {
	args = append(args, "", "")
	alive := 0
	for _, m := range machines {
		if args[0] != "" && args[0] != m.build.GOARCH {
			continue
		}
		n, err := m.mutate(ctx, args[1])
		if err != nil {
			return fmt.Errorf("%s: %w", m.build.GOARCH, err)
		}
		alive += n
	}
	if alive > 0 {
		return fmt.Errorf("%d faults were not seen; let package kerneltest reach them", alive)
	}
	return nil
}

// mutate returns how many faults the tests did not see.
func (m machine) mutate(ctx context.Context, prefix string) (alive int, err error) {
	binary, err := m.compile(ctx)
	if err != nil {
		return 0, err
	}
	functions, err := kernels(binary, m.build.GOARCH, prefix)
	if err != nil {
		return 0, err
	}
	if err := m.test(ctx, binary, "."); err != nil {
		return 0, fmt.Errorf("the tests fail without a fault: %w", err)
	}
	var wg sync.WaitGroup
	var print sync.Mutex
	free := make(chan struct{}, max(1, runtime.NumCPU()))
	for _, f := range functions {
		free <- struct{}{}
		wg.Go(func() {
			defer func() { <-free }()
			line, caught := m.try(ctx, binary, f)
			print.Lock()
			defer print.Unlock()
			fmt.Printf("%s %s: %s\n", m.build.GOARCH, f.name, line)
			if !caught {
				alive++
			}
		})
	}
	wg.Wait()
	return alive, ctx.Err()
}

// compile makes the test binary of the kernels.
func (m machine) compile(ctx context.Context) (string, error) {
	binary, err := filepath.Abs(filepath.Join("build", "mutate", m.build.GOARCH+".test"))
	if err != nil {
		return "", err
	}
	c := exec.CommandContext(ctx, "go", "test", "-c", "-o", binary, "./internal/kernel")
	c.Env = append(os.Environ(), m.build.Env()...)
	out, err := c.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return binary, nil
}

// try changes one kernel and tells what came of it.
func (m machine) try(ctx context.Context, binary string, f function) (line string, caught bool) {
	u, err := m.mutant(f)
	if err != nil {
		return err.Error(), false
	}
	changed := binary + "." + f.name
	if err := u.write(binary, changed); err != nil {
		return err.Error(), false
	}
	defer os.Remove(changed)
	if m.test(ctx, changed, entries(f.name)) == nil && m.test(ctx, changed, ".") == nil {
		return "ALIVE with " + u.what, false
	}
	return "caught " + u.what, ctx.Err() == nil
}

// test runs the short conformance tests of the entries that match.
func (m machine) test(ctx context.Context, binary, entries string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	argv := append(m.core.Emulator(), binary, "-test.short", "-test.failfast", "-test.run=^TestSets$/^"+m.set+"/"+entries)
	c := exec.CommandContext(ctx, argv[0], argv[1:]...)
	c.Dir = "internal/kernel"
	out, err := c.CombinedOutput()
	if err == nil && !strings.Contains(string(out), "PASS") {
		return fmt.Errorf("no test ran:\n%s", out)
	}
	return err
}

// entries matches those that a kernel most likely serves; the others follow where
// these see nothing.
func entries(kernel string) string {
	if strings.HasPrefix(kernel, "gem") || strings.HasPrefix(kernel, "transpose") || strings.HasSuffix(kernel, "RowsASM") {
		return "^Gemm"
	}
	return "(?i)^" + strings.TrimSuffix(kernel, "ASM") + "$"
}
