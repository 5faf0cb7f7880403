// Command matrix runs every test of edgetune on every core; ./cross/test starts it.
//
//	boards, packages -> stages of steps -> a line for each, a table, "N passed, M failed"
//
// Start with plan in plan.go, the list of the steps.
//
// Limit: the cores other than this machine's are qemu's.
package main
