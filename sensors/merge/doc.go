// Package merge joins several sources into one, on one clock.
//
//	fastest part   x   x   x   x   x      each of its samples is one merged sample
//	slow part    a         b              held from sample to sample
//	merged        xa  xa  xa  xb  xb      channels side by side: "imu.acc_x", "room.humidity"
//
// Start with [New]. The alignment is sample and hold: a merged sample has the time of the
// fastest part, or of a declared rate, and the newest value of every other part that is not
// from after that time. A value that is too old is never held on: the merged sample is left
// out and the next whole one begins a new run, so that no window crosses the hole.
//
// Parts that were recorded are read ahead, so the result depends on their times alone. Parts
// that are live run in goroutines that [New] does not start: the first Read does, and
// [Source.Close] ends them. Limit: parts of single readings, all live or all recorded.
package merge
