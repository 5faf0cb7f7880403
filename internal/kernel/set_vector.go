//go:build (amd64 || arm64) && !purego && !float64

package kernel

// vectorSet is a set with every loop in assembly.
func vectorSet(name string) *Set {
	o := products{inOrderCore()}
	s := &Set{
		Name: name,
		Gemm: o.gemm, GemmF16: o.gemmF16, GemmT: o.gemmT, GemmTF16: o.gemmTF16,
		GemmRuns: o.gemmRuns, GemmRunsF16: o.gemmRunsF16,
		Turn: turnVec, TurnF16: turnF16Vec,
		Widen: widenVec, Narrow: narrowVec,
		Add: addVec, Axpy: axpyVec, Fma: fmaVec, FmaTaps: fmaTapsVec, Scale: scaleVec, Affine: affineVec,
		Deviate: deviateVec, NormSums: normSumsVec, NormGrad: normGradVec,
		ReLU: reluVec, ReLUGrad: reluGradVec,
		ReLUF16: reluF16Vec, ReLUGradF16: reluGradF16Vec, PeakF16: peakF16Vec,
		Larger: largerVec, AddWhere: addWhereVec,
		Sum: sumVec, SumSq: sumSqVec, Dot: dotVec,
		Square: squareVec, Centre: centreVec,
		Step: stepVec, StepF16: stepF16Vec, StepF16Dither: stepF16DitherVec,
		Momentum: momentumVec, MomentumF16: momentumF16Vec,
		Integers: vectorIntegers(),
	}
	o.momentumProducts(s)
	s.MulRowsInt8, s.MulColumnsInt8 = mulRowsInt8By(bytewise), mulColumnsInt8By(bytewise)
	s.JoinInt, s.PickInt16 = joinIntVec, pickInt16Vec
	s.LargerInt8, s.RandomsPick = largerInt8Vec, randomsPickVec
	return s
}
