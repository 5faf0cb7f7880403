// Package initramfs writes the file system that a Linux kernel starts from, without
// any tool of the system but xz.
//
//	Image{Init, Modules, Files} -> Write -> cpio "newc" -> qemu-system -initrd
//	Kernel's folder -> .modinfo of each module -> the modules it needs, in loading order
//
// Start with [Image]. The modules come out of an unpacked Debian kernel package; their
// order is in the file /modules/order.
//
// Limit: no links, devices or owners; every file belongs to root.
package initramfs
