// Package monitor reads several sensors side by side: when one fails, the others go on.
//
//	setup.Setting… -> Watch -> Reading, Reading, …   each sensor at its own rate
//	                            sample or error
//
// Start with [Watch]. Every sensor has a goroutine, which ends with Watch; readings are
// handed over one at a time. A sensor that fails is told about, closed, and opened again
// after a while (trust.Reopen); one that is not there at the start is told about and left.
//
// Limit: samples are not aligned; package merge does that.
package monitor
