// Command icount counts the instructions that arm64 and arm execute for matrix products
// and whole training steps, and predicts the cycles of the kernels' loops.
//
//	go run ./cross/icount                      count and compare with docs/bench/arm*-icount.txt
//	go run ./cross/icount -update              write them
//	go run ./cross/icount -core cortex-a7      one core; arm1176 has no NEON, and no table
//	go run ./cross/icount -update step bench   count the cases that begin so, print them
//	go run ./cross/icount -mca [-update]       llvm-mca's cycles: docs/bench/mca.txt
//	go run ./cross/icount -predict [-update]   cycles of steps, f16 and q7: docs/bench/steps.txt
//
//	guest (built for Arm) -> qemu-user with plugin/count.c -> windows -> table
//
// The counts are exact and the same on every machine and in every run, with one
// version of Go: more than 2 % more than the table is an error. Start with count in
// count.go. It needs Debian 12's qemu-user (EDGETUNE_QEMU names another qemu-aarch64 with
// plugins, beside its qemu-arm), gcc and, for -mca and -predict, llvm-19 and
// binutils-aarch64-linux-gnu.
//
// Limit: instructions are not cycles; llvm-mca's are a model without caches.
package main
