//go:build !purego && !float64

package kernel

import (
	"unsafe"

	"golang.org/x/sys/cpu"
)

// inferenceSets returns the sets that must be asked for by name, since their bits are
// others.
func inferenceSets() []*Set {
	if !cpu.ARM64.HasASIMDHP || !cpu.ARM64.HasASIMDDP {
		return nil
	}
	s := dotprodSet()
	s.Name, s.Inference = "neon-fp16", true
	s.GemmF16, s.GemmRunsF16 = gemmF16FP16, gemmRunsF16FP16
	return []*Set{s}
}

// gemmF16FP16 is Set.GemmF16 with sums in float16. A by columns, which inference does not
// have, is left to the definition.
func gemmF16FP16(m, n, k int, a []F16, ai, ap int, b []F16, bs int, c []float32, cs int) {
	p := product[F16]{m, n, k, view[F16]{a, ai, ap}, view[F16]{b, bs, 1}, view[float32]{c, cs, 1}, 0}
	switch {
	case !p.ready():
	case ap != 1:
		gemmFP16(m, n, k, a, ai, ap, b, bs, c, cs)
	default:
		full := whole(n)
		if full > 0 {
			p.fp16(full)
		}
		if full < n {
			p.lastFP16(full)
		}
	}
}

func gemmRunsF16FP16(m, n, k int, runs []Run, a []F16, ai, ap int, b []F16, bs int, c []float32, cs int) {
	eachRun(gemmF16FP16, m, n, k, runs, a, ai, ap, b, bs, c, cs)
}

// fp16 adds to the first n columns, a multiple of eight, in calls that are short.
func (p *product[T]) fp16(n int) {
	for lo := 0; lo < p.k; lo += depth {
		d := min(depth, p.k-lo)
		cols := min(n, callWork/d&^(group-1))
		for j := 0; j < n; j += cols {
			w := min(cols, n-j)
			rows := max(1, callWork/(d*w))
			for i := 0; i < p.m; i += rows {
				a, b, c := p.a.from(i, lo), p.b.from(lo, j), p.c.from(i, j)
				t := tile{
					n: w, k: d, m: min(rows, p.m-i),
					a: unsafe.Pointer(&a.s[0]), ai: a.row * size16,
					b: unsafe.Pointer(&b.s[0]), bs: b.row * size16,
					c: unsafe.Pointer(&c.s[0]), cs: c.row * size32,
				}
				gemmFP16ASM(&t)
			}
		}
	}
}

// lastFP16 adds to the columns from full on, fewer than eight, on copies of B and C.
func (p *product[T]) lastFP16(full int) {
	const deep, tall = 64, 16
	var b [deep * group]F16
	var c [tall * group]float32
	r := p.n - full
	for lo := 0; lo < p.k; lo += deep {
		d := min(deep, p.k-lo)
		for i := range d {
			copy(b[i*group:], f16(p.b.s)[(lo+i)*p.b.row+full:][:r])
		}
		for i := 0; i < p.m; i += tall {
			h := min(tall, p.m-i)
			a, last := p.a.from(i, lo), p.c.from(i, full)
			for y := range h {
				copy(c[y*group:], last.s[y*last.row:][:r])
			}
			t := tile{
				n: group, k: d, m: h, a: unsafe.Pointer(&a.s[0]), ai: a.row * size16,
				b: unsafe.Pointer(&b), bs: group * size16, c: unsafe.Pointer(&c), cs: group * size32,
			}
			gemmFP16ASM(&t)
			for y := range h {
				copy(last.s[y*last.row:][:r], c[y*group:])
			}
		}
	}
}

//go:noescape
func gemmFP16ASM(t *tile)
