//go:build (amd64 || arm64) && !purego && !float64

package kernel

// peakRound is the multiply-accumulates of a round of the loop in assembly.
const peakRound = 12 * peakLanes

// Peak does some fused products in registers, as many as the core can at a time, and
// returns how many: to compare kernels with. It needs AVX2 on amd64, else does none.
func Peak(rounds int) int {
	if len(machineSets()) == 0 || rounds <= 0 {
		return 0
	}
	peakASM(rounds)
	return rounds * peakRound
}

//go:noescape
func peakASM(rounds int)
