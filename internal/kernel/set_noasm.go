//go:build ((!amd64 && !arm64 && !arm) || purego) && !float64

package kernel

// machineSets returns the set of machines without assembly.
func machineSets() []*Set { return []*Set{quickSet()} }
