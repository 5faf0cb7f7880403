// Package synth simulates a machine with an accelerometer on it: data for a
// demonstration and for tests, without a file.
//
//	Config -> New -> episodes { shaft, imbalance, bearing, mount } -> sensor -> sensors.Source
//
// Start with [Factory] and [Field], two sets of numbers for the same machine: in
// the second it runs faster under more load, and the sensor sits turned, with
// another gain and bias. [New] makes a source of either.
//
// Every number follows from the seed and a count, with the same bits on every
// machine. Limit: rigid rotor, one resonance of the bearing, no model of the room.
package synth
