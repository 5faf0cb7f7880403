// Command mutate shows that the tests of the kernels would see a fault: it changes one
// instruction of each kernel in assembly, one at a time, and expects them to fail.
//
//	internal/kernel -> test binary -> one changed instruction -> the tests -> caught, or alive
//
//	go run ./cross/mutate            every kernel of amd64 and, under qemu, of arm64 and arm
//	go run ./cross/mutate arm64 gemm those of one machine whose names begin so
//
// The binary is changed, not the source, so nothing is built twice. Start with mutants
// in arm64.go, arm.go and amd64.go: a vector operation reads another register, or another lane
// of it.
//
// Limit: one place in a kernel, the operation in its middle.
package main
