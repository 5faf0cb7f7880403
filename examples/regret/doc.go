// Command regret measures what it costs not to choose a learning rate: the default
// optimiser, untouched, against tuned ones, on every task that data folders give.
//
//	go run ./examples/regret [-seeds N] [-log FILE] DIR[:COLUMNS[:COLUMNS OF THE STREAM]] … > docs/regret.md
//
// Each folder is a task, and so are variants of it: the net's layers rescaled, the
// stream's channels rotated, the stream sorted into long runs of one class, BatchNorm
// behind every hidden layer, and that folded into the layers. A task is measured once:
// with -log its numbers are kept in a file, and the next run goes on behind them.
//
//	folders -> trial.Task, variants -> default, baselines -> log -> docs/regret.md
//
// tasks.go makes the tasks, measure.go measures one, page.go writes. Progress goes to
// standard error, the page to standard output.
//
// Limit: recordings with fewer than 200 test rows say nothing and are left out.
package main
