// Command continual measures learning with a memory, with and without the gate, on
// recordings: the table of docs/continual.md.
//
//	go run ./examples/continual DIR[:CHANNELS[:NEW CHANNELS]] …
//
//	folder -> train, tune --replay 256K, tune --gate; three seeds -> one line
//
// NEW CHANNELS are the columns of the stream, where the sensor has moved. main.go is
// all there is.
//
// Limit: untouched defaults alone.
package main
