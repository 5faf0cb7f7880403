package main

import (
	"runtime"

	"golang.org/x/sys/cpu"
)

// cpuFeatures names what this processor offers and kernels may use.
func cpuFeatures() []string {
	var have []string
	add := func(name string, ok bool) {
		if ok {
			have = append(have, name)
		}
	}
	have = append(have, runtime.GOARCH)
	add("avx2", cpu.X86.HasAVX2)
	add("fma", cpu.X86.HasFMA)
	add("avx512f", cpu.X86.HasAVX512F)
	add("asimd", cpu.ARM64.HasASIMD)
	add("fphp", cpu.ARM64.HasFPHP)
	add("asimdhp", cpu.ARM64.HasASIMDHP)
	add("asimddp", cpu.ARM64.HasASIMDDP)
	add("neon", cpu.ARM.HasNEON)
	add("vfpv4", cpu.ARM.HasVFPv4)
	return have
}
