// Command release builds every binary that is shipped, and what belongs to it.
//
//	a checkout -> a static binary for each board, an SBOM for each, SHA256SUMS, release.json
//
// Start with build in build.go. Two clean checkouts of one commit give the same bytes,
// wherever they lie: no path, time or machine is in them. What gets signed is
// release.json, which holds the hashes of the binaries:
//
//	minisign -S -m build/release/release.json -t "edgetune release VERSION"
//
// Limit: the same Go toolchain, which go.mod names, must build both.
package main
