//go:build !purego && !float64

package kernel

import "unsafe"

// turnsB does a product with Bᵀ whose B is turned in registers, and reports whether it
// did: for one row of A or eight that is faster than turning B in memory.
func (p *product[T]) turnsB(s *scratch) bool {
	few := p.m == 1 || p.m == 8
	if !few || p.b.row != 1 || p.n%group != 0 || p.k%4 != 0 || p.m*p.k > scratchA {
		return false
	}
	t := tile{k: p.k, bs: p.b.col * int(unsafe.Sizeof(p.b.s[0])), cs: p.c.row * size32}
	p.layA(s, &t, 0, 0, p.m, p.k, false)
	wide := 0
	if p.m == 1 {
		wide = p.n &^ (turnedWide - 1)
	}
	p.turned(&t, 0, wide, true)
	p.turned(&t, wide, p.n, false)
	return true
}

// turnedWide is the rows of B that the kernel for long chains of one row does at a time.
const turnedWide = 32

// turned does columns [from, to) of C, in calls that are short.
func (p *product[T]) turned(t *tile, from, to int, wide bool) {
	step := max(callWork/group/p.k&^(turnedWide-1), turnedWide)
	for j := from; j < to; j += t.n {
		t.n = min(step, to-j)
		t.b, t.c = unsafe.Pointer(&p.b.s[j*p.b.col]), unsafe.Pointer(&p.c.s[j])
		t.turned(p.m, wide, isHalf[T]())
	}
}

// turned calls a kernel.
func (t *tile) turned(m int, wide, half bool) {
	switch {
	case m > 1 && half:
		gemmTurned8F16(t)
	case m > 1:
		gemmTurned8(t)
	case wide && half:
		gemmTurned1WideF16(t)
	case wide:
		gemmTurned1Wide(t)
	case half:
		gemmTurned1F16(t)
	default:
		gemmTurned1(t)
	}
}

//go:noescape
func gemmTurned1(t *tile)

//go:noescape
func gemmTurned1F16(t *tile)

//go:noescape
func gemmTurned1Wide(t *tile)

//go:noescape
func gemmTurned1WideF16(t *tile)

//go:noescape
func gemmTurned8(t *tile)

//go:noescape
func gemmTurned8F16(t *tile)
