// Package pace keeps the rate at which a sensor is read, and says how well.
//
//	rate -> New -> Ticker.Wait -> Tick { time, lost } , Stats { jitter, lost }
//	bursts of a chip's own clock -> NewClock -> Clock.Burst -> time of each sample
//
// Start with [New]. Deadlines lie on a grid of the monotonic clock, so they neither
// drift nor follow a change of the wall clock; a deadline that passed while the
// program was busy is counted as lost and never made up for.
//
// Limit: a [Ticker] and a [Clock] belong to one goroutine.
package pace
