// Command epochs trains a named net from scratch, as often as it is told, by the
// untouched default and by SGD with momentum at its best rate of a grid.
//
//	go run ./examples/epochs [-net NAME] [-rows N] [-epochs N] [-seeds N] DIR
//
//	folder -> rows -> grid on rows held back -> both methods, several seeds -> table
//
// rows.go reads, run.go trains one net, main.go chooses the rate and prints. Both
// methods see the same batches and start from the same weights. The rate of momentum is
// chosen with one seed on a tenth of the rows; the table's scores are of source_test.
//
// Limit: folders of classes, rows in memory as float32.
package main
