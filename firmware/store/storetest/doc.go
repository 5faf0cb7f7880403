// Package storetest is a disk in memory whose power can be cut: a double of
// store.FS for tests.
//
//	Disk -> CutAfter(n) -> the n-th call fails, and all later ones -> Crash -> Disk
//
// Limit: sectors of 512 bytes are written whole or not at all.
package storetest
