//go:build !purego && !float64

package kernel

// momentumProducts makes Set.MomentumProduct and MomentumProductF16.
func (o products) momentumProducts(s *Set) {
	s.MomentumProduct = momentumBy(o.gemm, momentumVec)
	s.MomentumProductF16 = momentumBy(o.gemmF16, momentumF16Vec)
}
