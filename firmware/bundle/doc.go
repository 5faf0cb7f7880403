// Package bundle is what travels with a net in its one file, so that the net can
// read a sensor again: features, normalisation, channels, classes or targets, and
// some windows of the recording it came from.
//
//	net + Bundle + Kept -> Save -> FILE -> Open -> File -> Build -> Model
//	                                            \-> Bundle.Pipeline(source)
//
// Start with [Save] and [Open]. Limit: one net, one source, one task a file.
package bundle
