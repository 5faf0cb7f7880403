// Command guest does the work whose instructions cross/icount counts: matrix
// products and whole training steps, one window of counting each.
//
//	case -> a call to warm up -> mark -> calls -> mark "name, multiply-accumulates"
//
// Start with cases in main.go.
//
// Limit: a mark is a write to a file that is not open, which only the plugin sees.
package main
