//go:build (amd64 || arm64 || arm) && !purego && !float64

package kernel

// vectorIntegers has its loops in assembly, but for those that only inference of other
// libraries' nets needs.
func vectorIntegers() Integers {
	s := genericIntegers()
	s.DotsInt8, s.DotsInt16, s.DotsRunInt8 = dotsInt8Vec, dotsInt16Vec, dotsRunInt8Vec
	s.OuterInt8, s.OuterInt16 = outerInt8Vec, outerInt16Vec
	s.GatherInt8, s.GatherInt16 = gatherInt8Vec, gatherInt16Vec
	s.MulRowsInt8, s.MulColumnsInt8 = rowByRow(gatherInt8Vec), columnByColumn(outerInt8Vec)
	s.TapsInt8, s.TapsInt16, s.MaskInt8 = tapsInt8Vec, tapsInt16Vec, maskInt8Vec
	s.RequantiseInt8, s.Randoms, s.ReceiveInt = requantiseInt8Vec, randomsVec, receiveIntVec
	s.CentreInt, s.MomentsInt = centreIntVec, momentsIntVec
	s.SizeInt8, s.NarrowInt = sizeInt8Vec, narrowIntVec
	s.MoveInt8, s.ShrinkInt8, s.DeviateInt8, s.CombineInt16 = moveInt8Vec, shrinkInt8Vec, deviateInt8Vec, combineInt16Vec
	return s
}
