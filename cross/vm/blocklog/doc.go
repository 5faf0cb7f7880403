// Package blocklog reads the log of every write to a disk, and rebuilds the disk as a
// power cut may have left it.
//
//	qemu's blklogwrites -> log -> Read -> []Entry -> Crash{cut, seed} -> image
//
// Start with [Read] and [Rebuild]. The log has the form of Linux' dm-log-writes: sectors
// written, flushes, in the order in which the guest had them acknowledged.
//
// What was written before the last flush is on the disk. Each later write is there,
// missing, or torn behind one of its sectors.
//
// Limit: a disk that lies about a flush is not modelled; a sector is whole or absent.
package blocklog
