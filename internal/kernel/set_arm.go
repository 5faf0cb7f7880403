//go:build !purego && !float64

package kernel

import "golang.org/x/sys/cpu"

// machineSets returns the sets of this machine. One binary runs on every 32-bit board, so
// that NEON is looked for when it starts; VFPv4 brings the conversions of float16.
func machineSets() []*Set {
	sets := []*Set{quickSet()}
	if cpu.ARM.HasNEON && cpu.ARM.HasVFPv4 {
		sets = append(sets, neonV7Set())
	}
	return sets
}

// neonV7Set has its integer loops, what is about float16 and the fused products of
// float32 in assembly. NEON of 32-bit Arm flushes subnormal numbers, so that the latter are
// VFPv4's, one by one, and other loops in float32 stay Go.
func neonV7Set() *Set {
	s := quickSet()
	s.Name = "neon-v7"
	s.GemmF16, s.GemmTF16, s.GemmRunsF16 = gemmF16V7, gemmTF16V7, gemmRunsF16V7
	s.Gemm, s.GemmT, s.GemmRuns, s.Fma = gemmV7, gemmTV7, gemmRunsV7, fmaV7
	s.Widen, s.Narrow = widenVec, narrowVec
	s.StepF16, s.MomentumF16 = stepF16V7, momentumF16V7
	s.MomentumProduct = momentumBy(gemmV7, momentum)
	s.MomentumProductF16 = momentumBy(gemmF16V7, momentumF16V7)
	s.Integers = vectorIntegers()
	return s
}

func gemmRunsF16V7(m, n, k int, runs []Run, a []F16, ai, ap int, b []F16, bs int, c []float32, cs int) {
	eachRun(gemmF16V7, m, n, k, runs, a, ai, ap, b, bs, c, cs)
}

// dots calls the function in assembly.
func (way) dots(sums *int32, x, w *int8, n int, tail *int8, stride, outs, off int) {
	dotsInt8ASM(sums, x, w, n, tail, stride, outs, off)
}
