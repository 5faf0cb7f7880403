// Package cross holds the boards that edgetune is built for, and the checks on the
// whole tree.
//
//	boards.go -> builds, emulated cores, docs/boards.md
//	go list, the compiler's listing, the files -> tests
//
// Start with [Boards]. ./cross/test runs every test on every core; its steps are
// in package matrix.
//
// Limit: qemu proves what a core may run and what it computes, not how fast.
package cross
