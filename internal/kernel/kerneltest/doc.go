// Package kerneltest checks that a kernel set gives the same bits as its definition.
//
//	kernel.Set -> Check -> nil, or the first difference
//
// Start with [Check], which needs no testing.T and so runs on the device too, and
// [SameBits] for tests. The entries of a Set are found by reflection: one that no
// check understands is an error, so that a new entry cannot go untested.
//
// Limit: a float32 NaN equals any other, since machines differ in sign and payload.
package kerneltest
