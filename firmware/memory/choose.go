package memory

import (
	"cmp"
	"slices"

	"edgetune/fixedpoint"
)

const chooseStream = 0x4b656570 // of the random numbers

// Choose picks at most room of n windows at random, the same number of each class
// as far as there are enough, and returns them in ascending order. class returns
// the class of a window, or 0 for all.
func Choose(n, room int, seed uint32, class func(i int) int) []int {
	order := make([]int32, n)
	fixedpoint.Perm(fixedpoint.Key(seed, 0, chooseStream), order)
	seen := map[int]int{} // windows of each class so far
	turn := make([]int, n)
	for _, i := range order {
		c := class(int(i))
		turn[i] = seen[c]
		seen[c]++
	}
	// The first of every class in random order, then the second of every class, ….
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(turn[a], turn[b]) })
	chosen := make([]int, 0, min(n, room))
	for _, i := range order[:min(n, room)] {
		chosen = append(chosen, int(i))
	}
	slices.Sort(chosen)
	return chosen
}
