// Package inside is the tests that run inside a virtual machine, as its only program.
//
//	cross/vm: go test -c -> initramfs -> guest -> tests on /dev/i2c-N, on a disk, on the service
//
// Start with TestSensors. Outside a machine of cross/vm they do not run at all: their
// TestMain ends at once, so that `go test ./...` neither runs nor skips them.
//
// Limit: root, and the modules that the test of cross/vm loaded.
package inside
