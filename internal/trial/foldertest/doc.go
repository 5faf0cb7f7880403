// Package foldertest makes small data folders for tests.
//
//	Rows, Windows, Values -> Folder -> Write -> meta.json + data.npz
//
// Start with [Rows]. The classes can be learned, and splits 2 and 3 are shifted, so
// that fine-tuning has something to do. Every number follows from counters.
package foldertest
