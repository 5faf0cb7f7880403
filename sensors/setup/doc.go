// Package setup opens any sensor from one line or one table of a configuration.
//
//	"bme280 bus=1 address=0x76 rate=1" -> Parse \
//	[[sensor]] of a TOML file          -> Setting -> Open    -> sensors.Source
//	                                      Setting…-> OpenAll -> one source, merged on one clock
//
// Start with [Parse] and [Open]; [Drivers] lists what a Setting may name: every chip of
// package sensors/chip, and the other ways in: iio, host, csv, jsonl, wav, s16le, f32le,
// mqtt, microphone, replay, synth. [Machine] puts register models and another root of the
// files in the place of the board's, for tests.
//
// Everything is checked before a bus is touched, and the error says what to write. Limit:
// what a chip's options mean is the driver's to say, so they are checked when it opens.
package setup
