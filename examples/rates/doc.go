//go:build plot

// Command rates draws how far each layer moves in each step of a real run, relative
// to its own length: under the default optimiser, and under plain SGD.
//
//	go run -tags plot ./examples/rates DIR docs/rates.svg
//
//	folder -> net, rescaled -> a run of each optimiser -> picture
//
// Every layer of the net is a line. What the picture shows is that the default gives
// all layers steps of one kind, which shrink together, where one rate for all makes
// some layers run and others stand. main.go is all there is.
//
// Limit: nets that Rescaled takes, chains of linear layers.
package main
