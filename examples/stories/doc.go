//go:build plot

// Command stories tells three stories on recorded data, with the real output of the
// command line and a picture of each.
//
//	go build ./cmd/edgetune && go run -tags plot ./examples/stories ./edgetune DATA docs
//
//	folders below DATA -> commands, their output, pictures -> docs/stories.md, docs/story-*.svg
//
// stories.go says what happens; shell.go runs it; picture.go draws how often the net was
// right, before it learned from a window, beside the same net left as it was.
//
// Limit: what it prints is of one run, seed 1; docs/continual.md has means and limits.
package main
