package kernel_test

import (
	"runtime/debug"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"edgetune/internal/kernel"
	"edgetune/internal/kernel/kerneltest"
)

// TestBounds runs the checks on slices that begin or end where the memory does, so
// that a read outside a slice faults.
func TestBounds(t *testing.T) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	f := newFences(t)
	for _, s := range append(kernel.All(), kernel.Named()...) {
		if s.Name == "generic" || s.Name == "go" {
			continue // Go itself checks these
		}
		for _, name := range own(s) {
			t.Run(s.Name+"/"+name, func(t *testing.T) {
				require.NoError(t, kerneltest.CheckEntryIn(f.memory, s, name, true))
			})
		}
	}
}

// fences are areas of memory between pages that may not be touched. They are handed
// out in turn, at one end of the area, then the other.
type fences struct {
	areas [8][]byte
	next  int
}

func newFences(t *testing.T) *fences {
	const size = 1 << 20
	var f fences
	page := syscall.Getpagesize()
	for i := range f.areas {
		m, err := syscall.Mmap(-1, 0, size+2*page, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, syscall.Munmap(m)) })
		require.NoError(t, syscall.Mprotect(m[:page], syscall.PROT_NONE))
		require.NoError(t, syscall.Mprotect(m[page+size:], syscall.PROT_NONE))
		f.areas[i] = m[page:][:size]
	}
	return &f
}

func (f *fences) memory(bytes int) []byte {
	a := f.areas[f.next/2%len(f.areas)]
	f.next++
	if f.next%2 == 0 {
		return a[:bytes]
	}
	return a[len(a)-bytes:]
}
