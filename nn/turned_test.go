package nn

// turned returns v [a × b × c] as [a × c × b]: samples of [channel × position] as
// [position × channel], or, with a = 1, the transpose of a matrix.
func turned(v []float, a, b, c int) []float {
	out := make([]float, len(v))
	for i := range a {
		for j := range b {
			for k := range c {
				out[(i*c+k)*b+j] = v[(i*b+j)*c+k]
			}
		}
	}
	return out
}
