// Package attr reads numbers out of the kernel's attribute files in /sys and /proc.
//
//	path -> Open -> File.Float, File.Bytes
//
// Start with [Open]. A file stays open and is read from its start each time, which makes
// the kernel take a new value; nothing is allocated. [Text], [Float] and [Write] are for
// settings, which are read or written once.
//
// Limit: values up to 4 KiB, the kernel's own limit for an attribute.
package attr
