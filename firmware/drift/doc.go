// Package drift finds changes in a stream of numbers, such as whether a net was
// right about a window.
//
//	0 or 1 (or any number) -> Adwin.Add -> the mean has changed, from, to
//	                       -> PageHinkley.Add -> it has risen
//
// Start with [NewAdwin] on the errors of labelled windows. Confidence is no
// substitute: it stays high through just the changes that matter.
//
// Limit: both take numbers that follow one another for independent. Of a stream with
// one row a second, give them means over a minute.
package drift
