// Package record writes readings with their labels as a data folder that train and tune read.
//
//	sensors.Source -> Labelled -> sensors.Pipeline -> Recorder -> samples.log   as they come
//	                     ^ Keys, Table, FromSource        \----> data.npz, meta.json   in the end
//
// Start with [Open] and [Recorder.Record]. Every window goes to the end of samples.log with a
// checksum, so what was recorded survives Ctrl-C and a power cut; data.npz and meta.json are
// made anew from it, beside the old ones, and renamed. A folder can be recorded into again:
// the windows of all sessions are in it.
//
// A session is of the source, where the network learns, or of the target, where it will work.
// Of each segment with one label the last fifth is kept for the source's test, the last third
// for the target's. Limit: windows of single readings, no values to predict.
package record
