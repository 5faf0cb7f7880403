// Package replay reads a data folder, a recording on disk, and plays it back as a
// sensor source.
//
//	meta.json + data.npz -> Open -> Folder -> Rows(split), Window(i), Label(i)
//	                                      \-> Source(split) -> sensors.Pipeline
//
// Start with [Open] and [Folder.Source]. The readings stay in memory as they are
// stored, without the channels that were not asked for; they become float32, times
// their scale, one window at a time.
//
// Everything in a folder is checked in Open, down to a NaN in a row, so what comes
// after cannot fail. Limit: arrays below 2 GiB.
package replay
