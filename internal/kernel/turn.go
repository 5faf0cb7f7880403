package kernel

// turn is the definition of Set.Turn and TurnF16.
func turn[T any](dst, src []T, rows, cols int) {
	for i := range rows {
		for j, v := range src[i*cols:][:cols] {
			dst[j*rows+i] = v
		}
	}
}
