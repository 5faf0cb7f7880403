//go:build (!amd64 && !arm64) || purego || float64

package kernel

// machineSets is empty where there is no assembly.
func machineSets() []*Set { return nil }
