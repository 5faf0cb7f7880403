package kerneltest

import (
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"edgetune/internal/kernel"
)

func TestCheck(t *testing.T) {
	start := time.Now()
	require.NoError(t, Check(t.Context(), kernel.Best(), true, nil))
	t.Logf("a quick check takes %v", time.Since(start))
}

// TestCheckFinds breaks a set in ways that a kernel may be wrong.
func TestCheckFinds(t *testing.T) {
	for _, c := range []struct {
		name, entry, want string
		breaks            func(s *kernel.Set)
	}{
		{"no function", "Add", "no function", func(s *kernel.Set) { s.Add = nil }},
		{"last element", "Add", "length", func(s *kernel.Set) {
			add := s.Add
			s.Add = func(y, x []kernel.Float) {
				if n := len(x); n == 257 {
					y, x = y[:n-1], x[:n-1]
				}
				add(y, x)
			}
		}},
		{"input changed", "Widen", "argument 1", func(s *kernel.Set) {
			s.Widen = func(dst []kernel.Float, src []kernel.F16) {
				kernel.Generic().Widen(dst, src)
				clear(src)
			}
		}},
		{"NaN not canonical", "Narrow", "NaN", func(s *kernel.Set) {
			narrow := s.Narrow
			s.Narrow = func(dst []kernel.F16, src []kernel.Float) {
				narrow(dst, src)
				for i, h := range dst {
					if h.IsNaN() {
						dst[i] = 0x7e01
					}
				}
			}
		}},
		{"unfused", "Fma", "length", func(s *kernel.Set) {
			s.Fma = func(y, x, w []kernel.Float) {
				for i := range y {
					y[i] = kernel.Float(x[i]*w[i]) + y[i]
				}
			}
		}},
		{"stride of C", "GemmF16", "C: outside the slice", func(s *kernel.Set) {
			gemm := s.GemmF16
			s.GemmF16 = func(m, n, k int, a []kernel.F16, ai, ap int, b []kernel.F16, bs int, c []kernel.Float, cs int) {
				gemm(m, n, k, a, ai, ap, b, bs, c, cs)
				if m > 3 {
					unsafe.Slice(&c[0], len(c)+1)[len(c)] = 1
				}
			}
		}},
		{"sums from zero", "GemmT", "C: element", func(s *kernel.Set) {
			gemm := s.GemmT
			s.GemmT = func(m, n, k int, a []kernel.Float, as int, b []kernel.Float, bs int, c []kernel.Float, cs int) {
				old := append([]kernel.Float(nil), c...)
				clear(c)
				gemm(m, n, k, a, as, b, bs, c, cs)
				for i := range c {
					c[i] += old[i]
				}
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.name == "unfused" && unsafe.Sizeof(kernel.Float(0)) == 8 {
				t.Skip("the product of two float32 is exact in float64")
			}
			s := kernel.Generic()
			c.breaks(s)
			assert.ErrorContains(t, CheckEntry(s, c.entry, true), c.want)
		})
	}
}
