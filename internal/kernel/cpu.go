package kernel

import (
	"runtime"

	"golang.org/x/sys/cpu"
)

// CPU names the architecture and what this processor offers that kernels may use.
func CPU() []string {
	have := []string{runtime.GOARCH}
	for _, f := range []struct {
		name string
		ok   bool
	}{
		{"avx2", cpu.X86.HasAVX2},
		{"fma", cpu.X86.HasFMA},
		{"avx512f", cpu.X86.HasAVX512F},
		{"asimd", cpu.ARM64.HasASIMD},
		{"fphp", cpu.ARM64.HasFPHP},
		{"asimdhp", cpu.ARM64.HasASIMDHP},
		{"asimddp", cpu.ARM64.HasASIMDDP},
		{"neon", cpu.ARM.HasNEON},
		{"vfpv4", cpu.ARM.HasVFPv4},
	} {
		if f.ok {
			have = append(have, f.name)
		}
	}
	return have
}
