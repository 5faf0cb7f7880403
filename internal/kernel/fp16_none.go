//go:build !arm64 || purego || float64

package kernel

// inferenceSets is empty: no other machine has eight lanes of float16 arithmetic.
func inferenceSets() []*Set { return nil }
