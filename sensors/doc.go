// Package sensors brings samples from a source to the row of numbers that a
// network reads.
//
//	Source -> Sample -> ring -> window -> Feature -> Normaliser -> row
//	                         [channel × time]        [time × feature]
//
// A recording (sensors/replay), a generator (sensors/synth) and a chip are all a
// [Source]. [NewPipeline] cuts windows from it, [New] builds the features of a
// [Spec], which is plain data and travels in a model file, and [Normaliser] holds
// what was learned about their range.
//
// Windows inside this package are planar, one channel after the other; rows for
// the network are channel-last. Nothing allocates once it is built. Limit: one
// source, one pipeline, one goroutine.
package sensors
