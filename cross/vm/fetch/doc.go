// Command fetch brings the kernels of the virtual machines.
//
//	go run ./cross/vm/fetch
//
//	this machine's Debian mirror -> vm.Fetch -> build/vm/arm64, build/vm/armel
//
// Start with main. Limit: run it from the root of the module, on a Debian machine.
package main
