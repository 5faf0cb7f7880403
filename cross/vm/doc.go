// Package vm boots whole machines under qemu-system: Debian's kernel, an init of our
// own, and the programs of a job.
//
//	Kernel, job, binaries -> initramfs -> qemu-system -> console -> lines, exit status
//	             ext4 images -> virtio disks ^          -> kill: a power cut
//
// Start with [Config] and [Start]; [Fetch] brings the kernels into build/vm, once. The
// tests here are what an edgetune goes through before it ships: sensors on a real I2C
// bus, a service that loses its power, crashed disks, and the boards that qemu has a
// model of. docs/vm.md says what that proves.
//
// Limit: emulated processors, some 20 times slower than a board; no timing means
// anything.
package vm
