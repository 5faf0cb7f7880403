// Package inject damages the samples of a healthy source, to test what should
// notice.
//
//	healthy source -> Source -> damaged samples, and Truth: what was done
//	source_train   -> Measure -> Profile: noise and range, by which faults are sized
//
// Twelve kinds of fault (sensors.Faults), chosen in turn, at places and sizes that
// follow from a seed. A fault is only made where it changes the reading by more
// than the sensor's noise; what that is, is measured here and by simple means, not
// taken from the limits under test. Limit: for rows and for windows in time, with
// the units of package trust.
package inject
