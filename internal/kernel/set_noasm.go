//go:build ((!amd64 && !arm64) || purego) && !float64

package kernel

// machineSets returns the set of machines without assembly: the generic one with the
// float16 loops where such a machine spends its time tuned in plain Go.
func machineSets() []*Set {
	s := Generic()
	s.Name = "go"
	s.GemmF16, s.GemmTF16 = quickGemmF16, quickGemmTF16
	s.Widen = quickWiden
	return []*Set{s}
}
