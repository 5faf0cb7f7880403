// Package trust keeps bad readings out of what is learned.
//
//	source_train -> Learn -> Limits (plain data, travels with the model)
//	                           |
//	source -> Reopener -> Guard -> Sample with a Verdict -> sensors.Pipeline
//	                        \-> Quarantine: counts, last refused samples, reasons
//
// Start with [Learn] and [NewGuard]; [Checker] is the judge inside. It knows twelve
// kinds of fault (sensors.Faults): range, rate of change, stuck, saturation,
// duplicate, duplicate timestamp, bit flip, gap, clock jump, unit or scale change,
// channel swap, and channels that contradict each other. The limits say what the
// quantity and its sensor can do, with wide margins, not what the data looked like:
// another person, another arm or an open door must pass.
//
// Judging a sample takes time in proportion to its length and allocates nothing;
// sums are in float64 in the order of time, so every machine judges alike. Limit: a
// fault smaller than what healthy readings do by themselves cannot be told from
// them, and passes.
package trust
