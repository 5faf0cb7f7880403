package bundle

import (
	"cmp"
	"fmt"
	"slices"

	"edgetune/fixedpoint"
	"edgetune/nn/codec/native"
)

// Names of the extra tensors of a model file.
const (
	keptRows   = "kept.rows"
	keptLabels = "kept.labels"
)

// Kept is windows of the recording that the net learned from, as normalised rows
// of features in float16: what a replay memory draws on.
type Kept struct {
	Width  int      // values of a row
	Rows   []uint16 // float16 bits, [window × Width]
	Labels []uint16 // a class for each window, or float16 bits of its normalised targets
	Values int      // targets of a window; 0: Labels are classes
}

// Len returns the number of windows.
func (k *Kept) Len() int {
	if k == nil || k.Width == 0 {
		return 0
	}
	return len(k.Rows) / k.Width
}

// Add appends a window with a class, or with normalised targets.
func (k *Kept) Add(row []float32, class int, values []float32) {
	for _, v := range row {
		k.Rows = append(k.Rows, uint16(fixedpoint.ToF16(v)))
	}
	if k.Values == 0 {
		k.Labels = append(k.Labels, uint16(class))
		return
	}
	for _, v := range values {
		k.Labels = append(k.Labels, uint16(fixedpoint.ToF16(v)))
	}
}

// Room returns how many windows fit into the given bytes.
func (k *Kept) Room(bytes int) int { return bytes / (2 * (k.Width + max(k.Values, 1))) }

// Choose picks at most room of n windows at random, the same number of each class
// as far as there are enough, and returns them in ascending order. class returns
// the class of a window, or 0 for all.
func Choose(n, room int, seed uint32, class func(i int) int) []int {
	order := make([]int32, n)
	fixedpoint.Perm(fixedpoint.Key(seed, 0, keepStream), order)
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

// keepStream is the number of the stream of random numbers of Choose.
const keepStream = 0x4b656570

// extras returns the tensors of the file.
func (k *Kept) extras() []native.Extra {
	n := k.Len()
	if n == 0 {
		return nil
	}
	labels := []int{n}
	if k.Values > 0 {
		labels = []int{n, k.Values}
	}
	return []native.Extra{
		{Name: keptLabels, Shape: labels, Float: k.Values > 0, Values: k.Labels},
		{Name: keptRows, Shape: []int{n, k.Width}, Float: true, Values: k.Rows},
	}
}

// keptFrom joins the tensors of a file for a net that reads width values.
func keptFrom(labels, rows native.Extra, width, targets int) (*Kept, error) {
	k := &Kept{Width: width, Rows: rows.Values, Labels: labels.Values, Values: targets}
	n := k.Len()
	if !rows.Float || len(rows.Values) != n*width || labels.Float != (targets > 0) || len(labels.Values) != n*max(targets, 1) {
		return nil, fmt.Errorf("firmware/bundle: kept windows of shapes %v and %v do not fit the net; train again", rows.Shape, labels.Shape)
	}
	return k, nil
}
