//go:build !purego && !float64

package kernel

func newestSet() *Set { return dotprodSet() }
