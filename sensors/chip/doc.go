// Package chip opens any sensor of its list as a sensors.Source.
//
//	"mpu6050 bus=i2c-1 rate=200" -> Parse -> Conf -> Open -> sensors.Source
//	                                          Open: bus -> driver -> Device -> pace -> Sample
//
// Start with [Parse] and [Open]; [Chips] is the list. A chip with a buffer of its own
// is emptied in bursts and keeps its own steady rate; any other is read at each
// deadline of a pace.Ticker. [Source.Stats] says how late and how many were lost.
//
// A driver is a folder below this one and a line in chips.go. Limit: a source is read
// by one goroutine.
package chip
