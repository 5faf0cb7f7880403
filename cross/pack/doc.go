// Command pack makes Debian packages of a release.
//
//	build/release, unit, configuration, manual page -> nfpm -> edgetune_VERSION_ARCH.deb
//
// Start with contents in contents.go, the list of the files. nfpm, which writes the
// archive, is pinned in cross/tools. The packages hold a static binary, so one serves
// every release of Debian, Raspberry Pi OS and Ubuntu.
//
// Limit: no repository for apt; a package is installed from its file.
package main
