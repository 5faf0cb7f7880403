package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"

	"edgetune/internal/kernel"
)

// named is a line of the table before its work is made, which may take long.
type named struct {
	name string
	make func() (work, error)
}

// work is what a line of the table counts.
type work struct {
	macs int // useful multiply-accumulates of one call of do
	do   func()
}

// markFile is the file that no process has open; the plugin knows its number.
const markFile = 9999

func main() {
	runtime.LockOSThread()
	debug.SetGCPercent(-1) // nothing but the work may run
	only := strings.Join(os.Args[1:], " ")
	marks := uintptr(0)
	for _, c := range cases() {
		if !strings.HasPrefix(c.name, only) {
			continue
		}
		w, err := c.make()
		if err != nil {
			fmt.Fprintln(os.Stderr, "guest: error:", err)
			os.Exit(1)
		}
		w.count(c.name, &marks)
	}
}

// count calls the work once to warm up and once between two marks.
func (w work) count(name string, marks *uintptr) {
	w.do()
	mark(marks)
	w.do()
	mark(marks)
	fmt.Printf("%s|%d\n", name, w.macs)
}

func mark(marks *uintptr) {
	*marks++
	_, _, _ = syscall.RawSyscall(syscall.SYS_WRITE, markFile, 0, *marks)
}

// cases lists the work: products, steps as `bench` and as `tune` do them, and a second of a
// sensor. On 32-bit Arm, where float32 is slow, it is less.
func cases() []named {
	if runtime.GOARCH == "arm" {
		return append(products("f16"), append(steps(0), steps(4)...)...)
	}
	all := products("f32", "f16")
	for i := range nets {
		all = append(all, steps(i)...)
	}
	for _, rates := range []string{"constant", "backmatch"} {
		all = append(all, named{"dense " + rates, func() (work, error) { return newDense(rates) }})
	}
	return append(all, named{"sensors 1 kHz, 1 s", newStream})
}

// products of matrices, in each precision.
func products(precisions ...string) (all []named) {
	for _, s := range sizes {
		for _, p := range precisions {
			all = append(all, named{s.name(p), func() (work, error) { return s.product(p), nil }})
		}
	}
	return all
}

// steps of workload i, in float16 and in integers.
func steps(i int) (all []named) {
	for _, batch := range []int{1, 8} {
		add := func(command string, make func() (work, error)) {
			all = append(all, named{fmt.Sprintf("step %s W%d batch %d", command, i+1, batch), make})
		}
		add("bench", func() (work, error) { return newStep("bench", i, batch) })
		add("tune", func() (work, error) { return newStep("tune", i, batch) })
		add("q7", func() (work, error) { return newIntegerStep(i, batch) })
	}
	return all
}

// size is that of a matrix product, m x n x k, with what reads its factors.
type size struct {
	m, n, k int
	kind    string // "": A·B; "T": A·Bᵀ; "A": Aᵀ·B
}

// sizes are those of other libraries' figures in docs/numerics.md, and the products
// of the backward pass of a dense layer: dX, with the weights turned, and dW.
var sizes = []size{
	{1, 64, 256, ""},
	{8, 64, 256, ""},
	{16, 256, 256, ""},
	{64, 256, 1024, ""},
	{32, 10, 128, ""},
	{1, 256, 64, "T"},
	{8, 256, 64, "T"},
	{256, 64, 1, "A"},
	{256, 64, 8, "A"},
}

func (s size) name(precision string) string {
	return fmt.Sprintf("gemm%s %s %dx%dx%d", s.kind, precision, s.m, s.n, s.k)
}

func (s size) product(precision string) work {
	do := s.product32()
	if precision == "f16" {
		do = s.product16()
	}
	return work{s.m * s.n * s.k, do}
}

func (s size) product32() func() {
	set := kernel.Best()
	a, b, c := make([]kernel.Float, s.m*s.k), make([]kernel.Float, s.k*s.n), make([]kernel.Float, s.m*s.n)
	return func() {
		switch s.kind {
		case "T":
			set.GemmT(s.m, s.n, s.k, a, s.k, b, s.k, c, s.n)
		case "A":
			set.Gemm(s.m, s.n, s.k, a, 1, s.m, b, s.n, c, s.n)
		default:
			set.Gemm(s.m, s.n, s.k, a, s.k, 1, b, s.n, c, s.n)
		}
	}
}

func (s size) product16() func() {
	set := kernel.Best()
	a, b, c := make([]kernel.F16, s.m*s.k), make([]kernel.F16, s.k*s.n), make([]kernel.Float, s.m*s.n)
	return func() {
		switch s.kind {
		case "T":
			set.GemmTF16(s.m, s.n, s.k, a, s.k, b, s.k, c, s.n)
		case "A":
			set.GemmF16(s.m, s.n, s.k, a, 1, s.m, b, s.n, c, s.n)
		default:
			set.GemmF16(s.m, s.n, s.k, a, s.k, 1, b, s.n, c, s.n)
		}
	}
}
