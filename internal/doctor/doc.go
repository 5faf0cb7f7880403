// Package doctor looks at a board and says what would get in the way of learning on it.
//
//	/proc, /sys, /dev, /etc, vcgencmd -> Examine -> []Finding (what it is, how bad, what to do)
//
// Start with [Examine] on a [Machine]: everything is read through it, so a folder of a
// test can play the board. A finding that the board does not tell is Unknown, never good.
//
// Limit: it looks, once, and changes nothing; it has been seen on emulated boards only.
package doctor
