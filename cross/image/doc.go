// Command image writes an image for an SD card that learns as soon as a Pi starts with
// it: no system to install, the root read-only, only the learner's state written.
//
//	edgetune for arm64, configuration, model -> boot (FAT: firmware, kernel), root (ext4), a spare root, perm (ext4) -> one file
//
// Start with write in image.go. Kernel, firmware, DHCP client and the supervisor come
// from gokrazy's modules, pinned here in a module of their own; folder init is the first
// process. Nobody can log in: gokrazy listens on a socket in the board alone.
//
// Limit: 64-bit Pis with a wired network; what is on the root changes with a new image
// only. It was booted under qemu's raspi3b, not on a board.
package main
