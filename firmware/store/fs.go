package store

import "io"

// FS is one flat folder of files.
type FS interface {
	// Open opens a file for reading and writing and creates it when missing.
	Open(name string) (File, error)
	// List returns the names of the files, in any order.
	List() ([]string, error)
	// Remove removes a file; a missing one is no error.
	Remove(name string) error
	// Sync makes creations and removals last.
	Sync() error
}

// File is an open file. What was written lasts after Sync.
type File interface {
	io.ReaderAt
	io.WriterAt
	Size() (int64, error)
	Truncate(size int64) error
	Sync() error
	Close() error
}
