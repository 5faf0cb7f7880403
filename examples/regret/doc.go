// Command regret measures what it costs not to choose a learning rate: the default
// optimiser, untouched, against tuned ones, on every task that data folders give.
//
//	go run ./examples/regret [-seeds N] [-log FILE] DIR[:COLUMNS[:COLUMNS OF THE STREAM]] … > docs/regret.md
//
// Each folder is a task, and so are variants of it: the net's layers rescaled, the
// stream's channels rotated, BatchNorm behind every hidden layer, and that folded
// into the layers. A task is measured once: with -log its numbers are kept in a file,
// and the next run goes on behind them.
//
// Progress goes to standard error, the page to standard output.
package main
