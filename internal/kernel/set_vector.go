//go:build (amd64 || arm64) && !purego && !float64

package kernel

// vectorSet is a set with every loop in assembly.
func vectorSet(name string) *Set {
	return &Set{
		Name: name,
		Gemm: gemmTiles, GemmF16: gemmF16Tiles, GemmT: gemmTTiles, GemmTF16: gemmTF16Tiles,
		Widen: widenVec, Narrow: narrowVec,
		Add: addVec, Axpy: axpyVec, Fma: fmaVec, FmaTaps: fmaTapsVec, Scale: scaleVec, Affine: affineVec,
		ReLU: reluVec, ReLUGrad: reluGradVec,
		Sum: sumVec, SumSq: sumSqVec, Dot: dotVec,
		Square: squareVec, Centre: centreVec,
		Step: stepVec, StepF16: stepF16Vec, StepF16Dither: stepF16DitherVec,
		Momentum: momentumVec, MomentumF16: momentumF16Vec,
	}
}
