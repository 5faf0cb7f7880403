// Package microphone reads sound from a sound card of the board, through ALSA's arecord.
//
//	microphone -> ALSA -> arecord -t raw -> pipe -> Open -> sensors.Source, full scale is 1
//
// Start with [Open]. The card samples by its own clock, which a pace.Clock follows; what the
// card lost (arecord says "overrun") begins a new run. When arecord ends, unplugged or
// refused, Read returns what it said; the next Read starts it again, after a time that
// doubles up to ten seconds.
//
// Limit: arecord has to be there (package alsa-utils).
package microphone
