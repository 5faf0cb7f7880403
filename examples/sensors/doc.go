// Command sensors reads a sensor, learns in ten seconds what its readings are like, and then
// says of every second what it saw and what it would not believe.
//
//	line -> setup.Open -> trust.Learn, trust.Guard -> sensors.Pipeline -> a line a second
//
//	go run ./examples/sensors synth machine=field
//	go run ./examples/sensors mpu6050 bus=1 rate=100
//
// Start with main.go: it is the whole way from a configuration line to features.
//
// Limit: what a sensor does in its first ten seconds is taken for sound.
package main
