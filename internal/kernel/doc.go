// Package kernel holds the vector loops of a training step, one Set of functions
// per kind of machine.
//
//	layers, updaters -> Set.Gemm, Set.Centre, … -> generic Go | AVX2 | NEON
//
// Start with [Best] or [ByName]; [Generic] is the definition of every result, in
// readable Go, and every other set gives the same bits for the same input, but for those of
// [Named], which are for inference alone. That
// is the numerics contract (docs/NUMERICS.md):
//
//   - a matrix product is one chain per output element, over ascending k, that
//     starts from the value already in C: any tiling gives the same bits;
//   - products of float32 are fused into their addition (one rounding), products
//     of float16 are exact in float32, so that fused and unfused agree;
//   - every other loop is unfused, each operation rounded by itself;
//   - sums over a slice use 16 lanes and a fixed tree.
//
// The sets in assembly share their drivers, in plain Go: drive_*.go checks lengths,
// lays out what a kernel cannot read in place (blocks.go) and cuts what is too long for
// one call (tile.go); a machine adds its kernels (stubs.go, set_*.go). A [Pool] splits
// products among threads.
// NEON is written in asm/*.S and generated into *_arm64.s and *_arm.s by go generate.
//
// Limit: a slice shorter than the call says is a broken promise and panics in the
// generic set; sets in assembly trust their Go drivers, which check.
package kernel
