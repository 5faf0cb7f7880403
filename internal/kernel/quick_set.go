//go:build ((!amd64 && !arm64) || purego) && !float64

package kernel

// quickSet is the generic one with the float16 loops where a machine without vectors
// spends its time tuned in plain Go.
func quickSet() *Set {
	s := Generic()
	s.Name = "go"
	s.GemmF16, s.GemmTF16 = quickGemmF16, quickGemmTF16
	s.GemmRunsF16 = quickGemmRunsF16
	s.Widen = quickWiden
	s.MomentumProductF16 = momentumBy(quickGemmF16, momentumF16)
	return s
}
