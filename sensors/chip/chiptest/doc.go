// Package chiptest is the test that every driver passes.
//
//	Case -> Run: model -> driver -> values as expected
//	             recorded conversation (testdata) -> same values
//	             each transfer x each fault -> a clear error, no panic, no hang
//	             allocations per reading
//
// Start with [Run]. The conversations are text in testdata, written by
// `go test ./sensors/chip/... -update` and reviewed like code.
package chiptest
