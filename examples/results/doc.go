// Command results writes the table of docs/results.md: for each data folder, train
// and tune with untouched defaults, mean over seeds 1, 2 and 3.
//
//	go run ./examples/results DIR/gas_drift DIR/har_dsads:0-5 … > docs/results.md
//
// A folder may be followed by the columns to use.
package main
