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

// work is one line of the table.
type work struct {
	name string
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
	for _, make := range cases() {
		w, err := make()
		if err != nil {
			fmt.Fprintln(os.Stderr, "guest: error:", err)
			os.Exit(1)
		}
		if strings.HasPrefix(w.name, only) {
			w.count(&marks)
		}
	}
}

// count calls the work once to warm up and once between two marks.
func (w work) count(marks *uintptr) {
	w.do()
	mark(marks)
	w.do()
	mark(marks)
	fmt.Printf("%s|%d\n", w.name, w.macs)
}

func mark(marks *uintptr) {
	*marks++
	_, _, _ = syscall.RawSyscall(syscall.SYS_WRITE, markFile, 0, *marks)
}

// cases lists the work: products, steps as `bench` and as `tune` do them, and a second of a
// sensor.
func cases() []func() (work, error) {
	var all []func() (work, error)
	add := func(f func() (work, error)) { all = append(all, f) }
	for _, s := range sizes {
		add(func() (work, error) { return s.product32(), nil })
		add(func() (work, error) { return s.product16(), nil })
	}
	for i := range nets {
		for _, batch := range []int{1, 8} {
			add(func() (work, error) { return newStep("bench", i, batch) })
			add(func() (work, error) { return newStep("tune", i, batch) })
			add(func() (work, error) { return newIntegerStep(i, batch) })
		}
	}
	add(newStream)
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

func (s size) work(precision string, do func()) work {
	return work{fmt.Sprintf("gemm%s %s %dx%dx%d", s.kind, precision, s.m, s.n, s.k), s.m * s.n * s.k, do}
}

func (s size) product32() work {
	set := kernel.Best()
	a, b, c := make([]kernel.Float, s.m*s.k), make([]kernel.Float, s.k*s.n), make([]kernel.Float, s.m*s.n)
	return s.work("f32", func() {
		switch s.kind {
		case "T":
			set.GemmT(s.m, s.n, s.k, a, s.k, b, s.k, c, s.n)
		case "A":
			set.Gemm(s.m, s.n, s.k, a, 1, s.m, b, s.n, c, s.n)
		default:
			set.Gemm(s.m, s.n, s.k, a, s.k, 1, b, s.n, c, s.n)
		}
	})
}

func (s size) product16() work {
	set := kernel.Best()
	a, b, c := make([]kernel.F16, s.m*s.k), make([]kernel.F16, s.k*s.n), make([]kernel.Float, s.m*s.n)
	return s.work("f16", func() {
		switch s.kind {
		case "T":
			set.GemmTF16(s.m, s.n, s.k, a, s.k, b, s.k, c, s.n)
		case "A":
			set.GemmF16(s.m, s.n, s.k, a, 1, s.m, b, s.n, c, s.n)
		default:
			set.GemmF16(s.m, s.n, s.k, a, s.k, 1, b, s.n, c, s.n)
		}
	})
}
