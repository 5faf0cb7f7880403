// Package plant is a small machine with three sensors on it: what they would measure.
//
//	class, time -> counts, weather, volts -> register models in a guest
//	                                      -> Folder: a recording of the same, to train on
//
// Start with [Chips] and [Folder]: the net that is trained on the one meets the other on
// a real bus.
//
// Limit: two classes, idle and running; everything follows from counters.
package plant
