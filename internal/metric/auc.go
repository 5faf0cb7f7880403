package metric

import (
	"cmp"
	"slices"
)

// AUC returns the area under the ROC curve: the probability that a positive case
// has a higher score than a negative one, equal scores counting half (Mann and
// Whitney, Ann. Math. Stat. 18, 1947). It is false when one of the two is missing.
func AUC(scores []float32, positive []bool) (float64, bool) {
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(scores[a], scores[b]) })
	var pairs, lower, positives float64 // lower: negatives with a smaller score
	for lo := 0; lo < len(order); {
		hi := lo
		var up, down float64
		for ; hi < len(order) && scores[order[hi]] == scores[order[lo]]; hi++ {
			if positive[order[hi]] {
				up++
			} else {
				down++
			}
		}
		hi = max(hi, lo+1) // a NaN equals nothing
		pairs += float64(up*lower) + float64(up*down/2)
		lower += down
		positives += up
		lo = hi
	}
	if positives == 0 || lower == 0 {
		return 0, false
	}
	return pairs / (positives * lower), true
}
